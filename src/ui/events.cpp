#include "ui/events.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

namespace ui {
namespace {

constexpr std::size_t kMostKept = 1U << 20U;

// Whether there is room for at least PIPE_BUF bytes, or an error to be found.
bool is_writable(int file, int patience_ms) {
  pollfd state{.fd = file, .events = POLLOUT, .revents = 0};
  return poll(&state, 1, patience_ms) > 0;
}

}  // namespace

Events::Events(int file, Time start) : file_{file}, start_{start} {
  // A reader that goes away is found by write(); it must not end a call.
  (void)std::signal(SIGPIPE, SIG_IGN);
}

Events::~Events() {
  constexpr auto kLastSecond = 1000;
  write(kLastSecond);
}

void Events::tell(const Event& event, Time now) {
  if (stopped_) return;
  write(0);
  if (!unwritten_.empty() && std::holds_alternative<Stats>(event)) return;
  const auto line = to_json(event, std::chrono::duration_cast<Milliseconds>(now - start_));
  if (line.empty()) return;
  unwritten_ += line + '\n';
  write(0);
  if (unwritten_.size() > kMostKept) stopped_ = true;
}

void Events::write(int patience_ms) {
  constexpr std::size_t kAtOnce = 4096;  // PIPE_BUF: what a writable pipe takes without waiting
  while (!stopped_ && !unwritten_.empty() && is_writable(file_, patience_ms)) {
    const auto count = ::write(file_, unwritten_.data(), std::min(unwritten_.size(), kAtOnce));
    if (count > 0) unwritten_.erase(0, static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR && errno != EAGAIN) stopped_ = true;
  }
}

}  // namespace ui
