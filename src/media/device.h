#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/mailbox.h"
#include "media/gst_types.h"
#include "media/worker.h"
#include "pipeline/pipeline.h"

namespace media {

using Clock = std::chrono::steady_clock;

// The elements of one section that may open a device: opened on a thread of their own, given up
// when they fail, and tried again until they work. Main thread only.
class Device {
 public:
  struct Events {
    std::function<void(GstElement* bin)>
        on_build;                            // in the pipeline, to be linked; not running yet
    std::function<void()> on_drop;           // about to leave the pipeline, to be unlinked
    std::function<void(bool live)> on_open;  // runs, or, when it is not live, waits in PAUSED
    std::function<void(const std::string& why)> on_lost;  // and dropped
  };

  enum class Role { Source, Sink };
  // What became of an attempt.
  struct Opening {
    const char* trouble = nullptr;  // why it did not work, if it did not
    bool live = false;
  };
  // `before` is launch text in front of the section's. `section` outlives the device; `busy` is the
  // worker's.
  Device(Role role, std::string name, const pipeline::Section& section, std::string before,
         GstElement* pipeline, std::shared_ptr<std::atomic<int>> busy, Events events);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  void open();
  void close();
  // Gives the device up for now, and tries it again a little later.
  void fail(const std::string& why);
  // Tries again what failed, when it is time.
  void tick(Clock::time_point now);
  // Whether a bus message from `source` is about this device.
  bool owns(GstObject* source) const { return bin_ && is_within(source, bin_.get()); }

  bool is_opening() const { return state_ == State::Opening; }
  bool is_open() const { return state_ == State::Open; }
  GstElement* bin() const { return bin_.get(); }

 private:
  enum class State { Closed, Opening, Open, Failed };
  void opened(Opening opening);
  void drop();

  const Role role_;
  std::string name_, before_;
  const pipeline::Section& section_;
  Ptr<GstElement> pipeline_;
  Worker worker_;
  Events events_;
  State state_ = State::Closed;
  Clock::time_point retry_{};
  Ptr<GstElement> bin_;
  unsigned attempt_ = 0;  // tells the answer of this opening from a late one
  Mailbox mailbox_;       // last member: dies first
};

}  // namespace media
