#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <libsoup/soup.h>

#include "base/gobject.h"
#include "base/mailbox.h"
#include "signalling/gate.h"

namespace signalling {

// The most that is read for one message: one that is a little too long is refused with an error,
// one beyond that costs the connection.
inline constexpr std::size_t kMaxIncoming = std::size_t{128} * 1024;

// One WebSocket of either end: whole texts in and out, both bounded. Main thread only.
class Channel {
 public:
  struct Events {
    std::function<void(std::string_view text)> on_text;
    std::function<void()> on_overlong;               // too much for one message: time to close
    std::function<void(std::uint16_t code)> on_end;  // what the other end closed it with, or 0
  };

  Channel(gobject::Ptr<SoupWebsocketConnection> socket, std::shared_ptr<Gate> gate, Events events);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // False when the other end does not read and too much waits for it already.
  bool send(std::string text);
  // The last word; `on_end` comes when the other end has heard it, or after 5 s.
  void close(std::uint16_t code);

 private:
  bool is_open() const;
  void flush();
  void read(int type, GBytes* bytes);

  gobject::Ptr<SoupWebsocketConnection> socket_;
  std::shared_ptr<Gate> gate_;
  Events events_;
  std::deque<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::vector<gobject::Connection> connections_;
  Mailbox mailbox_;  // last member: dies first, so that no late flush finds a half-dead channel
};

}  // namespace signalling
