#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "media/device.h"
#include "media/gst_types.h"

namespace media {

// Where raw media comes out: a window, a loudspeaker, a file. Hangs on a tee, which goes on when it
// fails; it is taken up again when it works. Main thread only.
class Outlet {
 public:
  struct Events {
    std::function<void(const std::string& why)> on_lost;
    std::function<void()> on_back;
    std::function<void()> on_open;  // each time
  };

  Outlet(std::string name, const pipeline::Section& section, GstElement* pipeline,
         std::shared_ptr<std::atomic<int>> busy, Events events);
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;

  // What to play from now on: what comes out of `tee`.
  void play(GstElement* tee);
  void open() {
    if (!dismissed_) device_.open();
  }
  // Closes it for good: the user does not want it.
  void dismiss() {
    dismissed_ = true;
    device_.close();
  }
  bool is_open() const { return device_.is_open(); }
  bool is_opening() const { return device_.is_opening(); }
  void tick(Clock::time_point now) { device_.tick(now); }
  bool owns(GstObject* source) const { return device_.owns(source); }
  void fail(const std::string& why) { device_.fail(why); }

 private:
  void link();
  void unlink();

  Events events_;
  Ptr<GstElement> tee_;
  Ptr<GstPad> tap_;
  bool was_lost_ = false, dismissed_ = false;
  Device device_;  // last member: dies first, closes the device
};

}  // namespace media
