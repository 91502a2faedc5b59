#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include <gio/gio.h>

#include "base/gobject.h"

namespace signalling {

// What passes through one connection, and where it stops. libsoup bounds a WebSocket frame, but not
// the message that fragments make up, nor an HTTP request; here all bytes are counted that came
// since the last whole one. TLS reads and writes on threads of its own during its handshake.
class Gate {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `most`: how many bytes one request or message may take.
  explicit Gate(std::size_t most) : most_{most} {}

  // A whole message or request has been read: the counting starts anew.
  void finished(std::size_t most) {
    unfinished_ = 0;
    most_ = most;
  }
  // `writable` is called, on any thread, each time that a full socket has room again.
  void on_writable(std::function<void()> writable) { writable_ = std::move(writable); }

  // From now on, instead of failing, an overlong message is swallowed to the end of the connection,
  // so that its sender can still read why; `overflowed` is called once, on any thread.
  void on_overflow(std::function<void()> overflowed) { overflowed_ = std::move(overflowed); }

  // When the last byte came.
  Time heard() const { return heard_; }
  // Since when the other end has not taken what we send; the far future when it does.
  Time blocked_since() const { return blocked_since_; }
  bool blocked() const { return blocked_since() != Time::max(); }

  // For the stream. How many bytes may be read now; 0: too many for one message.
  std::size_t allowance() const { return most_ > unfinished_ ? most_ - unfinished_ : 0; }
  void read(std::size_t bytes);
  // Whether what comes is to be swallowed, now that nothing more is allowed.
  bool swallows();
  void wrote(bool everything);
  // Whether the caller may wait for the socket: the main loop never does.
  bool may_wait() const { return std::this_thread::get_id() != owner_; }

 private:
  std::thread::id owner_ = std::this_thread::get_id();
  std::atomic<std::size_t> unfinished_ = 0, most_;
  std::atomic<Time> heard_ = std::chrono::steady_clock::now();
  std::atomic<Time> blocked_since_ = Time::max();
  std::function<void()> writable_, overflowed_;
  bool swallowing_ = false;
};

// A stream that passes everything through `gate` to and from `socket`. Wraps the plain socket,
// below TLS.
gobject::Ptr<GIOStream> gated(GSocketConnection* socket, const std::shared_ptr<Gate>& gate);

// Ends the connection without waiting: libsoup then reads an end and cleans up.
void cut(GSocketConnection* socket);

}  // namespace signalling
