#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/mailbox.h"
#include "media/connection.h"
#include "media/outlet.h"
#include "media/receiver.h"
#include "media/sender.h"
#include "media/source.h"
#include "media/studio.h"

namespace media {

// What a warning is about.
enum class Topic { Camera, Microphone, Window, Speakers, SelfView, Coder };

// What is captured, encoded, decoded and played in one call, in one pipeline, whatever becomes of
// the connections. Main thread only, save for link().
class Stage {
 public:
  struct Events {
    std::function<void(sdp::Kind, Clock::time_point)> on_first_frame;
    std::function<void(Topic, bool back, const std::string&)> on_warning;
    std::function<void(GstObject* source, const std::string&)>
        on_error;                            // of a connection's element
    std::function<void()> on_all_failed;     // no medium can be encoded or decoded any more
    std::function<void()> on_window_closed;  // by the user
  };

  Stage(Studio& studio, Events events);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  GstElement* pipeline() const { return pipeline_.get(); }

  // Cameras and microphones, windows and loudspeakers.
  void open_devices();
  // Has the encoder (if we send) and the decoder of the track's first codec run.
  void use(Track track);
  // Has the decoder run only.
  void receive(const Track& track);
  // Stops sending this medium: the peer does not want it.
  void stop_sending(sdp::Kind kind);
  void attach(Connection& connection);
  void detach(unsigned generation);
  void mute(sdp::Kind kind, bool on);
  void tick(Clock::time_point now);
  // Lets go of the pads of connections that are gone.
  void tidy();

  // Plays what `pad` gives. On its streaming thread; whether it is media that we use.
  bool link(GstPad* pad, unsigned generation);

  const Sender* sender(sdp::Kind kind) const { return media_[std::size_t(kind)].sender.get(); }
  const Receiver* receiver(sdp::Kind kind) const { return media_[std::size_t(kind)].playing; }
  const Meter* captured(sdp::Kind kind) const { return media_[std::size_t(kind)].captured.get(); }
  // How long media waits on its way from the network to the sinks, in ns.
  GstClockTime latency() const { return latency_; }
  // All that runs, as launch text with the caps that were agreed on.
  std::string description() const;

 private:
  struct Medium {
    std::unique_ptr<Source> source;
    std::unique_ptr<Outlet> outlet;
    std::unique_ptr<Sender> sender;
    // Those replaced by another codec's stay until the end: a streaming thread may still know them.
    std::vector<std::unique_ptr<Receiver>> receivers;
    std::atomic<Receiver*> playing = nullptr;
    std::shared_ptr<const Meter> captured;
    bool failed = false;
    bool has_come = false;  // the first of the peer's frames
  };

  void add_medium(sdp::Kind kind);
  Source::Events source_events(sdp::Kind kind);
  Outlet::Events outlet_events(Topic about, const char* what);
  void on_first_frame(sdp::Kind kind, Clock::time_point when);
  void on_message(GstMessage* message);
  static void print_change(GstMessage* message);
  bool on_window_closed(GstObject* source, const Glib::Error& error);
  void on_failure(GstObject* source, const std::string& why);
  void coder_failed(Medium& medium, const std::string& why);
  void start_files();
  void loop_files();
  void set_latency();
  void add_spare();

  Studio& studio_;
  Events events_;
  Ptr<GstElement> pipeline_, spare_;
  GstClockTime latency_ = 0;
  std::atomic<bool> receiving_ = false;
  std::mutex
      inputs_;  // while a streaming thread takes an input, or the main thread gives some back
  std::array<Medium, 2> media_;  // by sdp::Kind
  std::unique_ptr<Outlet> self_view_;
  Mailbox mailbox_;  // last member: dies first
};

}  // namespace media
