#include "media/worker.h"

#include <utility>

namespace media {

using Task = std::function<void()>;

Worker::Worker(std::shared_ptr<std::atomic<int>> busy) : busy_{std::move(busy)} {
  auto work = [](gpointer data, gpointer) noexcept {
    const std::unique_ptr<Task> task{static_cast<Task*>(data)};
    (*task)();
  };
  // A thread only while there is work, and none kept for later.
  g_thread_pool_set_max_unused_threads(0);
  pool_.reset(g_thread_pool_new(work, nullptr, /*max_threads=*/1, /*exclusive=*/FALSE, nullptr));
}

void Worker::run(Task task) {
  ++*busy_;
  auto counted = [busy = busy_, task = std::move(task)]() mutable {
    task();
    task = nullptr;  // with all that it owned, before it counts as done
    --*busy;
  };
  g_thread_pool_push(pool_.get(), new Task{std::move(counted)}, nullptr);
}

}  // namespace media
