#include "signalling/upgrade.h"

#include <algorithm>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>

#include "signalling/message.h"

namespace gobject {
template <>
inline constexpr auto release<GUri> = [](GUri* uri) { g_uri_unref(uri); };
template <>
inline constexpr auto release<GError> = [](GError* error) { g_error_free(error); };
template <>
inline constexpr auto release<SoupMessageHeaders> =
    [](SoupMessageHeaders* headers) { soup_message_headers_unref(headers); };
}  // namespace gobject

namespace signalling {
namespace {

using gobject::Ptr;

constexpr const char* kMagic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, 1.3
constexpr std::size_t kMaxAnswer = std::size_t{16} * 1024;
constexpr std::size_t kMaxHandshake = std::size_t{256} * 1024;  // certificates come in it

std::string new_key() {
  std::array<guint32, 4> bytes{};
  std::generate(bytes.begin(), bytes.end(), g_random_int);
  const Ptr<char> key{g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), sizeof bytes)};
  return key.get();
}

// What the server must make of our key, so that we know it understood us.
std::string accept_of(const std::string& key) {
  std::array<guint8, 20> digest{};
  gsize size = digest.size();
  auto* sum = g_checksum_new(G_CHECKSUM_SHA1);
  const auto text = key + kMagic;
  g_checksum_update(sum, reinterpret_cast<const guchar*>(text.data()),
                    static_cast<gssize>(text.size()));
  g_checksum_get_digest(sum, digest.data(), &size);
  g_checksum_free(sum);
  const Ptr<char> encoded{g_base64_encode(digest.data(), size)};
  return encoded.get();
}

bool is_loopback(const std::string& host) {
  const Ptr<GInetAddress> address{g_inet_address_new_from_string(host.c_str())};
  return host == "localhost" || (address && g_inet_address_get_is_loopback(address.get()) != FALSE);
}

// A host as it stands in a URL or a header.
std::string host_port(GUri* uri) {
  std::string host = g_uri_get_host(uri);
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  const auto port = g_uri_get_port(uri);
  return port > 0 ? host + ":" + std::to_string(port) : host;
}

bool is_secure(GUri* uri) { return std::string_view{g_uri_get_scheme(uri)} == "wss"; }

std::string path_of(GUri* uri) {
  const std::string path = g_uri_get_path(uri);
  return path.empty() || path == "/" ? "/ws" : path;
}

bool equals_ignoring_case(const char* text, const char* wanted) {
  return text && g_ascii_strcasecmp(text, wanted) == 0;
}

// What an attempt has reached: a stream on which both speak WebSocket now.
struct Way {
  Ptr<GUri> uri;
  Ptr<GIOStream> stream;
  Ptr<GSocketConnection> connection;
  std::shared_ptr<Gate> gate;
};

// One attempt, in a row of steps that wait. Each throws a Problem when it fails.
class Attempt {
 public:
  // Made on the main thread, which will own what it reaches.
  Attempt(const std::string& url, std::string ca_file, GCancellable* cancellable)
      : uri_{g_uri_parse(url.c_str(), static_cast<GUriFlags>(SOUP_HTTP_URI_FLAGS), nullptr)},
        ca_file_{std::move(ca_file)},
        cancellable_{gobject::share(cancellable)} {}

  Way run() {
    const std::string scheme = uri_ ? g_uri_get_scheme(uri_.get()) : "";
    if ((scheme != "ws" && scheme != "wss") || std::string_view{g_uri_get_host(uri_.get())}.empty())
      throw Upgrade::Problem{true, "the address must look like ws://HOST:PORT/ws or wss://HOST/ws"};
    connect();
    if (is_secure(uri_.get())) secure();
    ask();
    check(read_answer());
    return {std::move(uri_), std::move(stream_), std::move(connection_), std::move(gate_)};
  }

 private:
  void connect();
  void secure();
  void ask();
  std::string read_answer();
  void check(const std::string& answer);

  static void fail_if(GError* error) {
    if (!error) return;
    const Ptr<GError> owned{error};
    throw Upgrade::Problem{error->domain == G_TLS_ERROR, error->message};
  }

  Ptr<GUri> uri_;
  std::string ca_file_, key_ = new_key();
  Ptr<GCancellable> cancellable_;
  Ptr<GSocketConnection> connection_;
  std::shared_ptr<Gate> gate_ = std::make_shared<Gate>(kMaxHandshake);
  Ptr<GIOStream> stream_;
};

void Attempt::connect() {
  const Ptr<GSocketClient> client{g_socket_client_new()};
  g_socket_client_set_enable_proxy(client.get(), !is_loopback(g_uri_get_host(uri_.get())));
  GError* error = nullptr;
  connection_.reset(g_socket_client_connect_to_host(client.get(), host_port(uri_.get()).c_str(),
                                                    is_secure(uri_.get()) ? 443 : 80,
                                                    cancellable_.get(), &error));
  fail_if(error);
  auto* socket = g_socket_connection_get_socket(connection_.get());
  g_socket_set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1, nullptr);
  stream_ = gated(connection_.get(), gate_);
}

void Attempt::secure() {
  GError* error = nullptr;
  const Ptr<GSocketConnectable> identity{
      g_network_address_parse(host_port(uri_.get()).c_str(), 443, nullptr)};
  Ptr<GIOStream> secured{g_tls_client_connection_new(stream_.get(), identity.get(), &error)};
  fail_if(error);
  auto* tls = G_TLS_CONNECTION(secured.get());
  g_tls_connection_set_require_close_notify(tls, FALSE);
  if (!ca_file_.empty()) {
    const Ptr<GTlsDatabase> trusted{g_tls_file_database_new(ca_file_.c_str(), &error)};
    fail_if(error);
    g_tls_connection_set_database(tls, trusted.get());
  }
  g_tls_connection_handshake(tls, cancellable_.get(), &error);
  fail_if(error);
  stream_ = std::move(secured);
}

void Attempt::ask() {
  const auto request = "GET " + path_of(uri_.get()) +
                       " HTTP/1.1\r\nHost: " + host_port(uri_.get()) +
                       "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                       "\r\nSec-WebSocket-Key: " +
                       key_ + "\r\nSec-WebSocket-Protocol: " + kProtocol + "\r\n\r\n";
  GError* error = nullptr;
  g_output_stream_write_all(g_io_stream_get_output_stream(stream_.get()), request.data(),
                            request.size(), nullptr, cancellable_.get(), &error);
  fail_if(error);
}

// Byte by byte: what follows the empty line is the WebSocket's already.
std::string Attempt::read_answer() {
  std::string answer;
  GError* error = nullptr;
  while (!answer.ends_with("\r\n\r\n")) {
    char byte = 0;
    const auto got = g_input_stream_read(g_io_stream_get_input_stream(stream_.get()), &byte, 1,
                                         cancellable_.get(), &error);
    fail_if(error);
    if (got == 0) throw Upgrade::Problem{false, "it closed the connection without an answer"};
    if (answer.size() == kMaxAnswer) throw Upgrade::Problem{true, "its answer has no end"};
    answer += byte;
  }
  return answer;
}

void Attempt::check(const std::string& answer) {
  const Ptr<SoupMessageHeaders> headers{soup_message_headers_new(SOUP_MESSAGE_HEADERS_RESPONSE)};
  SoupHTTPVersion version{};
  guint status = 0;
  char* raw_reason = nullptr;
  const bool is_http =
      soup_headers_parse_response(answer.data(), static_cast<int>(answer.size() - 2), headers.get(),
                                  &version, &status, &raw_reason) != FALSE;
  const Ptr<char> reason{raw_reason};
  if (!is_http) throw Upgrade::Problem{true, "it does not speak HTTP"};
  if (status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    throw Upgrade::Problem{status < 500, "it answered HTTP " + std::to_string(status) + " " +
                                             reason.get() + " at " + path_of(uri_.get())};
  const auto* accept = soup_message_headers_get_one(headers.get(), "Sec-WebSocket-Accept");
  const auto* protocol = soup_message_headers_get_one(headers.get(), "Sec-WebSocket-Protocol");
  const auto* extensions = soup_message_headers_get_one(headers.get(), "Sec-WebSocket-Extensions");
  if (!equals_ignoring_case(soup_message_headers_get_one(headers.get(), "Upgrade"), "websocket") ||
      accept_of(key_) != (accept ? accept : "") || g_strcmp0(protocol, kProtocol) != 0 ||
      extensions)
    throw Upgrade::Problem{true, "it is no signalling server of p2pcall"};
}

Upgrade::Opened opened(Way way) {
  Ptr<SoupWebsocketConnection> socket{
      soup_websocket_connection_new(way.stream.get(), way.uri.get(),
                                    SOUP_WEBSOCKET_CONNECTION_CLIENT, nullptr, kProtocol, nullptr)};
  return {std::move(socket), std::move(way.connection), std::move(way.gate)};
}

}  // namespace

Upgrade::Upgrade(const std::string& url, const std::string& ca_file, Events events)
    : events_{std::move(events)} {
  const auto attempt = std::make_shared<Attempt>(url, ca_file, cancellable_.get());
  thread_ = std::thread{[this, attempt, send = mailbox_.sender()] {
    try {
      send([this, way = attempt->run()]() mutable { events_.on_open(opened(std::move(way))); });
    } catch (const Problem& problem) {
      send([this, problem] {
        const auto tell = events_.on_problem;  // a copy: this may be the end of us
        tell(problem);
      });
    }
  }};
}

Upgrade::~Upgrade() {
  g_cancellable_cancel(cancellable_.get());
  thread_.join();
}

}  // namespace signalling
