#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "base/mailbox.h"
#include "media/device.h"
#include "media/gst_types.h"
#include "sdp/sdp.h"

namespace media {

// Our picture or our sound: the device of a section, and a still picture or silence in its place
// while it is not there. Gives raw media to whatever is linked to output(). Main thread only.
class Source {
 public:
  struct Events {
    std::function<void(const std::string& why)> on_lost;
    std::function<void()> on_back;
    std::function<void()> on_ready;  // a file waits for start()
    std::function<void()> on_end;    // a file has come to its end
  };

  Source(sdp::Kind kind, const pipeline::Section& section, GstElement* pipeline,
         std::shared_ptr<std::atomic<int>> busy, Events events);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  GstElement* output() const { return tee_.get(); }  // a tee

  void open();
  // Sends nothing of the device until it is taken back: a camera is closed, a microphone goes on.
  void mute(bool on);
  // Runs what is not live from `base` (of the pipeline's clock) on.
  void start(GstClockTime base);
  // Starts a file again that has come to its end.
  void rewind();
  bool is_opening() const { return device_.is_opening(); }
  bool is_playing_file() const { return !live_ && device_.is_open() && !ended_; }
  void tick(Clock::time_point now);

  bool owns(GstObject* source) const { return device_.owns(source); }
  void fail(const std::string& why) { device_.fail(why); }

 private:
  Ptr<GstPad> link(GstElement* bin);
  void unlink(Ptr<GstPad> input);
  void watch();
  Device::Events device_events();
  void device_runs();
  void show_placeholder();
  void drop_placeholder();

  struct Watch;

  const sdp::Kind kind_;
  Events events_;
  Ptr<GstElement> pipeline_, selector_, tee_, placeholder_;
  Ptr<GstPad> device_input_, placeholder_input_;  // of the selector
  std::shared_ptr<Watch> watch_;
  bool muted_ = false, was_lost_ = false, live_ = true, ended_ = false;
  bool wanted_ = false;   // open() was called
  bool started_ = false;  // a file runs
  Mailbox mailbox_;
  Device device_;  // last member: dies first, closes the device
};

}  // namespace media
