#include "signalling/gate.h"

namespace signalling {

void Gate::read(std::size_t bytes) {
  unfinished_ += bytes;
  heard_ = std::chrono::steady_clock::now();
}

void Gate::wrote(bool everything) {
  const bool was_blocked = blocked();
  if (everything)
    blocked_since_ = Time::max();
  else if (!was_blocked)
    blocked_since_ = std::chrono::steady_clock::now();
  if (everything && was_blocked && writable_) writable_();
}

bool Gate::swallows() {
  if (!swallowing_ && overflowed_) {
    swallowing_ = true;
    overflowed_();
  }
  return swallowing_;
}

void cut(GSocketConnection* connection) {
  g_socket_shutdown(g_socket_connection_get_socket(connection), TRUE, TRUE, nullptr);
}

}  // namespace signalling
