#pragma once

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "media/certificate.h"
#include "media/connection.h"
#include "pipeline/pipeline.h"
#include "sdp/sdp.h"

typedef struct _GOptionGroup GOptionGroup;

namespace media {

// GStreamer's own command line options. Parsing them starts GStreamer.
GOptionGroup* gstreamer_options();

// GStreamer lacks an element without which there is no call; says which, and what to install.
class MissingElement : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What all calls of a program run share: the sections, what this machine can encode and decode,
// and our key. Main thread only.
class Studio {
 public:
  struct Wishes {
    bool audio = true, video = true;
    std::string codec{};   // the video codec that comes first; empty: the file's order
    Ice ice{};             // besides the server's
    bool verbose = false;  // print property changes, as gst-launch-1.0 -v does
  };

  // Checks every section without opening a device. Throws pipeline::Problem, or MissingElement.
  Studio(pipeline::Plan plan, Wishes wishes);
  // Waits for what was begun on other threads, for 2 s: a device that hangs must not hold us.
  ~Studio();
  Studio(const Studio&) = delete;
  Studio& operator=(const Studio&) = delete;

  const pipeline::Plan& plan() const { return plan_; }
  const Wishes& wishes() const { return wishes_; }
  const Certificate& certificate() const { return certificate_; }
  // Counts what is being opened and closed on other threads.
  const std::shared_ptr<std::atomic<int>>& busy() const { return busy_; }

  // The codecs that this machine can both encode and decode, best first; none when that medium is
  // left out.
  const std::vector<std::string>& codecs(sdp::Kind kind) const;
  // As our offers list them, with their payload types.
  std::vector<sdp::Codec> offered(sdp::Kind kind) const;

  const pipeline::Coder& encoder(const std::string& codec) const;
  const pipeline::Coder& decoder(const std::string& codec) const;

 private:
  void find_codecs();

  const pipeline::Plan plan_;
  const Wishes wishes_;
  const Certificate certificate_;
  std::vector<std::string> audio_codecs_, video_codecs_;
  std::shared_ptr<std::atomic<int>> busy_ = std::make_shared<std::atomic<int>>(0);
  std::thread warm_up_;
};

}  // namespace media
