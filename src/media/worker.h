#pragma once

#include <functional>
#include <memory>

#include <glib.h>

namespace media {

// One thread for what may block: opening and closing devices. Tasks run in the order given; those
// given before the destructor are still run, and it waits for them. Any thread may give.
class Worker {
 public:
  Worker();

  void run(std::function<void()> task);

 private:
  struct Finish {
    void operator()(GThreadPool* pool) const { g_thread_pool_free(pool, FALSE, TRUE); }
  };
  std::unique_ptr<GThreadPool, Finish> pool_;
};

}  // namespace media
