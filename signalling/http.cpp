#include "signalling/http.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "signalling/web_files.h"

namespace signalling {
namespace {

using gobject::Ptr;

constexpr const char* kLink = "p2pcall-link";

// The connection's number travels on its address, which libsoup hands back with each request.
Link link_of(SoupServerMessage* request) {
  auto* address = soup_server_message_get_remote_address(request);
  return *static_cast<Link*>(g_object_get_data(G_OBJECT(address), kLink));
}

std::string header(SoupServerMessage* request, const char* name) {
  const auto* value =
      soup_message_headers_get_list(soup_server_message_get_request_headers(request), name);
  return value ? value : "";
}

// A host that may stand in a header of ours.
bool is_host(const std::string& host) {
  return !host.empty() && host.size() < 300 &&
         std::all_of(host.begin(), host.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
         });
}

// Chromium takes ws: as 'self' only in newer versions, so our own address is spelt out.
std::string content_security_policy(const std::string& host) {
  const auto own = is_host(host) ? " ws://" + host + " wss://" + host : std::string{};
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
         "media-src 'self' blob: mediastream:; connect-src 'self'" +
         own + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

void respond(SoupServerMessage* request, unsigned status, const char* type,
             const std::string& body) {
  auto* headers = soup_server_message_get_response_headers(request);
  const auto set = [headers](const char* name, const std::string& value) {
    soup_message_headers_replace(headers, name, value.c_str());
  };
  set("Content-Security-Policy", content_security_policy(header(request, "Host")));
  set("X-Content-Type-Options", "nosniff");
  set("Referrer-Policy", "no-referrer");
  set("Permissions-Policy", "camera=(self), microphone=(self)");
  set("Cache-Control", "no-cache");
  set("Connection", "close");
  soup_server_message_set_status(request, status, nullptr);
  soup_server_message_set_response(request, type, SOUP_MEMORY_COPY, body.data(), body.size());
}

void respond(SoupServerMessage* request, unsigned status, const std::string& sentence) {
  if (status >= 400 && status != SOUP_STATUS_NOT_FOUND)
    g_message("refused an HTTP request: %s", sentence.c_str());
  respond(request, status, "text/plain; charset=utf-8", sentence + "\n");
}

bool offers_protocol(const std::string& list) {
  auto* offered = soup_header_parse_list(list.c_str());
  const bool found =
      g_slist_find_custom(offered, kProtocol, reinterpret_cast<GCompareFunc>(g_strcmp0)) != nullptr;
  soup_header_free_list(offered);
  return found;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string without_port(const std::string& host, const std::string& port) {
  return host.ends_with(port) ? host.substr(0, host.size() - port.size()) : host;
}

}  // namespace

bool is_own_page(const std::string& origin, const std::string& host) {
  const auto page = lower(origin);
  for (const auto& [scheme, port] : {std::pair<std::string, std::string>{"http://", ":80"},
                                     std::pair<std::string, std::string>{"https://", ":443"}}) {
    if (page.starts_with(scheme))
      return without_port(page.substr(scheme.size()), port) == without_port(lower(host), port);
  }
  return false;
}

Http::Http(std::string web_folder, std::vector<std::string> names, Events events)
    : web_folder_{std::move(web_folder)},
      names_{std::move(names)},
      events_{std::move(events)},
      server_{soup_server_new(nullptr, nullptr)} {
  auto* server = server_.get();
  const SoupServerCallback page = [](SoupServer*, SoupServerMessage* request, const char* path,
                                     GHashTable*, gpointer self) noexcept {
    static_cast<Http*>(self)->answer(request, path);
  };
  const SoupServerCallback upgrade = [](SoupServer*, SoupServerMessage* request, const char* path,
                                        GHashTable*, gpointer self) noexcept {
    static_cast<Http*>(self)->check_upgrade(request, path);
  };
  const SoupServerWebsocketCallback upgraded = [](SoupServer*, SoupServerMessage* request,
                                                  const char*, SoupWebsocketConnection* socket,
                                                  gpointer self) noexcept {
    static_cast<Http*>(self)->events_.on_socket(link_of(request), gobject::share(socket));
  };
  std::string protocol{kProtocol};
  std::array<char*, 2> protocols{protocol.data(), nullptr};
  soup_server_add_early_handler(server, "/", page, this, nullptr);
  soup_server_add_early_handler(server, "/ws", upgrade, this, nullptr);
  soup_server_add_websocket_handler(server, "/ws", nullptr, protocols.data(), upgraded, this,
                                    nullptr);
  soup_server_remove_websocket_extension(server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
}

Http::~Http() { soup_server_disconnect(server_.get()); }

bool Http::serve(GIOStream* stream, GSocketConnection* socket, Link link) {
  const Ptr<GSocketAddress> local{g_socket_connection_get_local_address(socket, nullptr)};
  const Ptr<GSocketAddress> remote{g_socket_connection_get_remote_address(socket, nullptr)};
  if (!local || !remote) return false;
  g_object_set_data_full(G_OBJECT(remote.get()), kLink, new Link{link},
                         [](gpointer kept) { delete static_cast<Link*>(kept); });
  return soup_server_accept_iostream(server_.get(), stream, local.get(), remote.get(), nullptr) !=
         FALSE;
}

void Http::answer(SoupServerMessage* request, const std::string& path) const {
  events_.on_request(link_of(request));
  // Ranges of a file are a way to make a server work; these files are small.
  soup_message_headers_remove(soup_server_message_get_request_headers(request), "Range");
  const std::string method{soup_server_message_get_method(request)};
  if (method != "GET" && method != "HEAD")
    return respond(request, SOUP_STATUS_METHOD_NOT_ALLOWED, "only GET and HEAD are served here");
  if (path == "/healthz" || path == "/readyz") return respond(request, SOUP_STATUS_OK, "ok");
  if (path == "/metrics")
    return respond(request, SOUP_STATUS_OK, "text/plain; version=0.0.4; charset=utf-8",
                   events_.metrics());
  if (const auto file = web_file(web_folder_, path))
    return respond(request, SOUP_STATUS_OK, file->type.c_str(), file->bytes);
  respond(request, SOUP_STATUS_NOT_FOUND, "there is no such page");
}

// A name that is not ours may have been made to lead here by whoever owns it (DNS rebinding).
bool Http::may_connect(const std::string& origin, const std::string& host) const {
  const auto is_meant = [&](const std::string& name) {
    return lower(host) == name || lower(host).starts_with(name + ':');
  };
  return is_own_page(origin, host) &&
         (names_.empty() || std::any_of(names_.begin(), names_.end(), is_meant));
}

// A status that is set here keeps libsoup from upgrading.
void Http::check_upgrade(SoupServerMessage* request, const std::string& path) const {
  const auto origin = header(request, "Origin");
  if (path != "/ws")
    respond(request, SOUP_STATUS_NOT_FOUND, "the WebSocket is at /ws");
  else if (lower(header(request, "Upgrade")) != "websocket")
    respond(request, SOUP_STATUS_BAD_REQUEST, "/ws is for WebSockets");
  else if (!offers_protocol(header(request, "Sec-WebSocket-Protocol")))
    respond(request, SOUP_STATUS_BAD_REQUEST, "the WebSocket subprotocol must be p2pcall.v1");
  else if (!origin.empty() && !may_connect(origin, header(request, "Host")))
    respond(request, SOUP_STATUS_FORBIDDEN, "pages of other addresses may not connect here");
}

}  // namespace signalling
