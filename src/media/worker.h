#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include <glib.h>

namespace media {

// Runs what may block, opening and closing one device, off the main thread, in the order given.
// Nobody waits for it: a camera that hangs holds up neither the call nor the other devices.
class Worker {
 public:
  // `busy` counts the tasks of all workers that are not done yet.
  explicit Worker(std::shared_ptr<std::atomic<int>> busy);

  void run(std::function<void()> task);

 private:
  struct Release {
    void operator()(GThreadPool* pool) const { g_thread_pool_free(pool, FALSE, FALSE); }
  };
  std::shared_ptr<std::atomic<int>> busy_;
  std::unique_ptr<GThreadPool, Release> pool_;
};

}  // namespace media
