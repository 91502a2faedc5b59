#include "app/address.h"

#include <memory>
#include <string_view>

#include <glib.h>

#include "app/options.h"

namespace app {
namespace {

constexpr int kStunPort = 3478;  // and TURN's: RFC 8489 §9, RFC 8656 §3.1

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

// `host` as it stands in an address: an IPv6 address in brackets.
std::string host_and_port(GUri* uri, int usual_port) {
  std::string host = g_uri_get_host(uri);
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  const auto port = g_uri_get_port(uri);
  if (port < 0 && usual_port == 0) return host;
  return host + ":" + std::to_string(port < 0 ? usual_port : port);
}

bool has(const char* part) { return part != nullptr && *part != '\0'; }

// stun:host, as browsers write it, becomes stun://host, as webrtcbin takes it.
std::string with_slashes(const std::string& typed) {
  const auto colon = typed.find(':');
  if (colon == std::string::npos || typed.compare(colon, 3, "://") == 0) return typed;
  return typed.substr(0, colon) + "://" + typed.substr(colon + 1);
}

bool is_known_transport(const char* query) {
  if (!has(query)) return true;
  const std::string_view text = query;
  return text == "transport=udp" || text == "transport=tcp";
}

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
  return scheme + "://" + host_and_port(uri.get(), 0) + path;
}

std::string stun_address(const std::string& typed) {
  const auto uri = parse(with_slashes(typed));
  if (!uri || std::string_view{g_uri_get_scheme(uri.get())} != "stun" ||
      has(g_uri_get_userinfo(uri.get())) || has(g_uri_get_query(uri.get())) ||
      has(g_uri_get_path(uri.get())))
    throw WrongUsage{"--stun: '" + typed + "' is not a STUN server; write stun://HOST:PORT"};
  return "stun://" + host_and_port(uri.get(), kStunPort);
}

std::string turn_address(const std::string& typed) {
  const auto uri = parse(with_slashes(typed));
  const std::string scheme = uri ? g_uri_get_scheme(uri.get()) : "";
  if (scheme == "turns")
    throw WrongUsage{
        "--turn: GStreamer speaks no TLS to relays, so turns: would go out unencrypted; what the "
        "relay carries is encrypted anyway: write turn://…?transport=tcp"};
  if (scheme != "turn" || !has(g_uri_get_user(uri.get())) || !has(g_uri_get_password(uri.get())) ||
      has(g_uri_get_path(uri.get())) || !is_known_transport(g_uri_get_query(uri.get())))
    // A password may be in it, so it is not repeated.
    throw WrongUsage{
        "--turn: that is not a TURN server; write turn://USER:PASSWORD@HOST:PORT, with "
        "?transport=udp or ?transport=tcp behind it if need be"};
  std::string address = std::string{"turn://"} + g_uri_get_user(uri.get()) + ":" +
                        g_uri_get_password(uri.get()) + "@" + host_and_port(uri.get(), kStunPort);
  if (has(g_uri_get_query(uri.get()))) address += std::string{"?"} + g_uri_get_query(uri.get());
  return address;
}

}  // namespace app
