#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

#include "base/gobject.h"
#include "signalling/channel.h"
#include "signalling/gate.h"

namespace signalling {

inline constexpr std::chrono::seconds kSilence{45};      // two pings, 20 s apart, without a byte
inline constexpr std::chrono::seconds kBlockedWait{30};  // for a peer that does not read

// One connection from its first byte to its last.
struct Visitor {
  using Time = std::chrono::steady_clock::time_point;

  gobject::Ptr<GSocketConnection> socket;
  std::shared_ptr<Gate> gate;
  std::string address;
  Time deadline;                     // of what HTTP, or the closing, still has to do
  std::unique_ptr<Channel> channel;  // once it is a WebSocket
  bool closing = false;              // the close frame is out, the other end's is not in
  bool given_up = false;
};

// When the visitor will have been silent, slow or stuck for too long.
inline Visitor::Time patience(const Visitor& visitor) {
  if (visitor.given_up) return Visitor::Time::max();
  if (!visitor.channel || visitor.closing) return visitor.deadline;
  const auto blocked = visitor.gate->blocked_since();
  const auto stuck = blocked == Visitor::Time::max() ? blocked : blocked + kBlockedWait;
  return std::min(visitor.gate->heard() + kSilence, stuck);
}

inline const char* why(const Visitor& visitor) {
  if (!visitor.channel) return "no request in time";
  return visitor.closing ? "it does not close" : "no sign of life";
}

}  // namespace signalling
