#pragma once

#include <chrono>
#include <functional>
#include <utility>

#include <glib.h>

namespace signalling {

// Calls back once from the main loop, unless it is stopped or dies before.
class Timer {
 public:
  Timer() = default;
  ~Timer() { stop(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void start(std::chrono::milliseconds wait, std::function<void()> task) {
    stop();
    task_ = std::move(task);
    source_ = g_timeout_add(static_cast<guint>(std::max<long>(0, wait.count())), fire, this);
  }
  void stop() {
    if (source_ != 0) g_source_remove(std::exchange(source_, 0));
  }
  bool running() const { return source_ != 0; }

 private:
  static gboolean fire(gpointer data) noexcept {
    auto* self = static_cast<Timer*>(data);
    self->source_ = 0;
    const auto task = std::move(self->task_);  // may start it again, or end its owner
    task();
    return G_SOURCE_REMOVE;
  }

  guint source_ = 0;
  std::function<void()> task_;
};

}  // namespace signalling
