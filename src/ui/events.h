#pragma once

#include <chrono>
#include <string>

#include "ui/event.h"

namespace ui {

// `event` as one JSON object on one line, without the line's end; `t` is the time since the
// program started. Empty for what scripts are not told.
std::string to_json(const Event& event, Milliseconds t);

// Tells scripts what happens, on a file descriptor. Never waits for a slow reader: stats are left
// out for it, the rest is kept. Stops when the reader is gone.
class Events {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Events(int file, Time start);
  ~Events();  // gives a slow reader a last second
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  void tell(const Event& event, Time now = std::chrono::steady_clock::now());
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  void write(int patience_ms);

  int file_;
  Time start_;
  std::string unwritten_;
  bool stopped_ = false;
};

}  // namespace ui
