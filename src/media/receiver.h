#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "media/gst_types.h"
#include "media/meter.h"
#include "pipeline/pipeline.h"
#include "sdp/sdp.h"

namespace media {

// One decoder between the connections and what plays: belongs to the call and runs on while
// connections come and go. Main thread only, save for link().
class Receiver {
 public:
  // `first` is called on a streaming thread when the first decoded buffer comes.
  // Throws pipeline::Problem.
  Receiver(sdp::Kind kind, const pipeline::Coder& decoder, GstElement* pipeline,
           std::function<void()> first);
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  sdp::Kind kind() const { return kind_; }
  const std::string& codec() const { return decoder_.codec; }
  GstElement* output() const { return tee_.get(); }  // a tee of raw media
  // Of the stream that is played; 0: none yet.
  std::uint32_t ssrc() const { return ssrc_; }
  const Meter& meter() const { return *meter_; }
  GstElement* element() const { return bin_.get(); }
  bool owns(GstObject* source) const { return is_within(source, bin_.get()); }

  // Plays from now on what `pad` of a connection of that generation gives, if it gives our codec
  // and no newer one plays. On that pad's streaming thread; gives false when it is not wanted.
  bool link(GstPad* pad, unsigned generation);
  // Lets go of the pads of a connection that is gone.
  void tidy();

 private:
  const sdp::Kind kind_;
  const pipeline::Coder decoder_;
  Ptr<GstElement> pipeline_, selector_, bin_, tee_;
  std::shared_ptr<const Meter> meter_;
  std::atomic<std::uint32_t> ssrc_ = 0;
  std::atomic<int> playing_ = -1;  // the newest generation that gave us media
};

}  // namespace media
