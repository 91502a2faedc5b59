#include "app/address.h"

#include <memory>
#include <string_view>

#include <glib.h>

#include "app/options.h"
#include "signalling/ice_server.h"

namespace app {
namespace {

struct Unref {
  void operator()(GUri* uri) const { g_uri_unref(uri); }
};
using Uri = std::unique_ptr<GUri, Unref>;

Uri parse(const std::string& text) {
  constexpr auto kFlags = static_cast<GUriFlags>(G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED);
  Uri uri{g_uri_parse(text.c_str(), kFlags, nullptr)};
  const char* host = uri ? g_uri_get_host(uri.get()) : nullptr;
  if (host == nullptr || *host == '\0') return nullptr;
  return uri;
}

// As it stands in an address: an IPv6 address in brackets.
std::string host_and_port(GUri* uri) {
  std::string host = g_uri_get_host(uri);
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  const auto port = g_uri_get_port(uri);
  return port < 0 ? host : host + ":" + std::to_string(port);
}

bool has(const char* part) { return part != nullptr && *part != '\0'; }

}  // namespace

std::string server_address(const std::string& typed) {
  const auto wrong = [&] {
    return WrongUsage{"--server: '" + typed +
                      "' is not the address of a signalling server; write ws://HOST:PORT/ws or "
                      "wss://HOST:PORT/ws"};
  };
  const auto uri = parse(typed);
  if (!uri) throw wrong();
  const std::string scheme = g_uri_get_scheme(uri.get());
  if (scheme != "ws" && scheme != "wss") throw wrong();
  if (has(g_uri_get_userinfo(uri.get())) || has(g_uri_get_query(uri.get())) ||
      has(g_uri_get_fragment(uri.get())))
    throw wrong();
  std::string path = g_uri_get_path(uri.get());
  if (path.empty() || path == "/") path = "/ws";
  return scheme + "://" + host_and_port(uri.get()) + path;
}

signalling::IceServer stun_server(const std::string& typed) {
  auto server = signalling::ice_server(typed);
  if (!server || !server->urls.front().starts_with("stun:"))
    throw WrongUsage{"--stun: '" + typed + "' is not a STUN server; write stun://HOST:PORT"};
  return *std::move(server);
}

// A password may be in it, so what was typed is not repeated.
signalling::IceServer turn_server(const std::string& typed) {
  auto server = signalling::ice_server(typed);
  if (server && server->urls.front().starts_with("turns:"))
    throw WrongUsage{
        "--turn: GStreamer speaks no TLS to relays, so turns: would go out unencrypted; what the "
        "relay carries is encrypted anyway: write turn://…?transport=tcp"};
  if (!server || !server->urls.front().starts_with("turn:"))
    throw WrongUsage{
        "--turn: that is not a TURN server; write turn://USER:PASSWORD@HOST:PORT, with what is "
        "special in user and password percent-encoded, and ?transport=udp or ?transport=tcp behind "
        "it if need be"};
  return *std::move(server);
}

}  // namespace app
