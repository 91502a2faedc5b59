#include "media/worker.h"

#include <utility>

namespace media {

using Task = std::function<void()>;

Worker::Worker() {
  auto work = [](gpointer data, gpointer) noexcept {
    const std::unique_ptr<Task> task{static_cast<Task*>(data)};
    (*task)();
  };
  pool_.reset(g_thread_pool_new(work, nullptr, /*max_threads=*/1, /*exclusive=*/TRUE, nullptr));
}

void Worker::run(Task task) { g_thread_pool_push(pool_.get(), new Task{std::move(task)}, nullptr); }

}  // namespace media
