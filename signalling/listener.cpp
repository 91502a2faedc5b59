#include "signalling/listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <glibmm/error.h>

namespace signalling {
namespace {

using gobject::Ptr;
using namespace std::chrono_literals;

constexpr int kAtOnce = 64;  // then others have their turn
constexpr int kBacklog = 1024;
constexpr guint16 kUsualPort = 8443;
constexpr auto kNoDescriptorsPause = 100ms;

[[noreturn]] void fail(const std::string& where, GError* error) {
  const auto text = "cannot listen on " + where + ": " + error->message;
  const auto domain = error->domain;
  const auto code = error->code;
  g_error_free(error);
  throw Glib::Error{domain, code, text};
}

Ptr<GSocketAddress> resolve(const std::string& where) {
  GError* error = nullptr;
  const Ptr<GSocketConnectable> name{g_network_address_parse(where.c_str(), kUsualPort, &error)};
  if (error) fail(where, error);
  const Ptr<GSocketAddressEnumerator> addresses{g_socket_connectable_enumerate(name.get())};
  Ptr<GSocketAddress> first{g_socket_address_enumerator_next(addresses.get(), nullptr, &error)};
  if (error) fail(where, error);
  return first;
}

Ptr<GSocket> bound_socket(const std::string& where) {
  const auto address = resolve(where);
  const auto family = g_socket_address_get_family(address.get());
  GError* error = nullptr;
  Ptr<GSocket> socket{g_socket_new(family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error)};
  if (error) fail(where, error);
  if (family == G_SOCKET_FAMILY_IPV6)  // "[::]" beside "0.0.0.0" must not clash
    g_socket_set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1, nullptr);
  g_socket_set_blocking(socket.get(), FALSE);
  g_socket_set_listen_backlog(socket.get(), kBacklog);
  if (!g_socket_bind(socket.get(), address.get(), TRUE, &error)) fail(where, error);
  if (!g_socket_listen(socket.get(), &error)) fail(where, error);
  return socket;
}

}  // namespace

Listener::Listener(const std::string& where, Arrival arrival)
    : socket_{bound_socket(where)}, arrival_{std::move(arrival)} {
  listen();
}

Listener::~Listener() {
  if (source_ != 0) g_source_remove(source_);
}

std::string Listener::address() const {
  const Ptr<GSocketAddress> local{g_socket_get_local_address(socket_.get(), nullptr)};
  const Ptr<char> text{g_socket_connectable_to_string(G_SOCKET_CONNECTABLE(local.get()))};
  return text.get();
}

void Listener::listen() {
  auto* source = g_socket_create_source(socket_.get(), G_IO_IN, nullptr);
  const GSocketSourceFunc ready = [](GSocket*, GIOCondition, gpointer data) noexcept -> gboolean {
    auto* self = static_cast<Listener*>(data);
    self->accept();
    return self->source_ != 0;
  };
  g_source_set_callback(source, G_SOURCE_FUNC(ready), this, nullptr);
  source_ = g_source_attach(source, nullptr);
  g_source_unref(source);
}

void Listener::accept() {
  for (int i = 0; i < kAtOnce; ++i) {
    GError* error = nullptr;
    const Ptr<GSocket> socket{g_socket_accept(socket_.get(), nullptr, &error)};
    if (socket) {
      g_socket_set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1, nullptr);
      arrival_(Ptr<GSocketConnection>{g_socket_connection_factory_create_connection(socket.get())});
      continue;
    }
    const bool none_left = g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
    const bool gone = g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
    if (!none_left &&
        !gone) {  // out of descriptors: the socket stays readable, so look away a while
      g_message("cannot take a connection: %s", error->message);
      source_ = 0;
      pause_.start(kNoDescriptorsPause, [this] { listen(); });
    }
    g_error_free(error);
    return;
  }
}

}  // namespace signalling
