#include "signalling/channel.h"

namespace signalling {
namespace {

constexpr std::size_t kMaxWaiting = std::size_t{2} << 20;  // of a peer that does not read
// Above what the gate lets through, which answers more kindly; 0 would mean no limit.
constexpr guint64 kMaxFrame = guint64{64} << 20;
constexpr guint kPingEvery = 20;  // s

}  // namespace

Channel::Channel(gobject::Ptr<SoupWebsocketConnection> socket, std::shared_ptr<Gate> gate,
                 Events events)
    : socket_{std::move(socket)}, gate_{std::move(gate)}, events_{std::move(events)} {
  auto* raw = socket_.get();  // never connect to its "pong": libsoup 3.2 passes a wrong type there
  gate_->finished(kMaxIncoming);
  gate_->on_writable([this, send = mailbox_.sender()] { send([this] { flush(); }); });
  gate_->on_overflow([this, send = mailbox_.sender()] { send([this] { events_.on_overlong(); }); });
  soup_websocket_connection_set_max_incoming_payload_size(raw, kMaxFrame);
  soup_websocket_connection_set_keepalive_interval(raw, kPingEvery);
  connections_.push_back(gobject::connect<int, GBytes*>(
      raw, "message", [this](int type, GBytes* bytes) { read(type, bytes); }));
  connections_.push_back(gobject::connect<>(raw, "closed", [this] {
    events_.on_end(soup_websocket_connection_get_close_code(socket_.get()));
  }));
}

Channel::~Channel() {
  gate_->on_writable({});
  gate_->on_overflow({});
}

bool Channel::send(std::string text) {
  if (!is_open()) return true;
  if (waiting_bytes_ + text.size() > kMaxWaiting) return false;
  waiting_bytes_ += text.size();
  waiting_.push_back(std::move(text));
  flush();
  return true;
}

void Channel::close(std::uint16_t code) {
  if (is_open()) soup_websocket_connection_close(socket_.get(), code, nullptr);
}

bool Channel::is_open() const {
  return soup_websocket_connection_get_state(socket_.get()) == SOUP_WEBSOCKET_STATE_OPEN;
}

// libsoup queues without bound, so it gets no more than the socket takes.
void Channel::flush() {
  while (!waiting_.empty() && is_open() && !gate_->blocked()) {
    const auto text = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= text.size();
    soup_websocket_connection_send_text(socket_.get(), text.c_str());
  }
}

void Channel::read(int type, GBytes* bytes) {
  gate_->finished(kMaxIncoming);
  gsize size = 0;
  const auto* text = static_cast<const char*>(g_bytes_get_data(bytes, &size));
  events_.on_text(type == SOUP_WEBSOCKET_DATA_TEXT ? std::string_view{text, size} : "");
}

}  // namespace signalling
