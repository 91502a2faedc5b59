#include "media/source.h"

#include <atomic>
#include <utility>

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kStall = 3'000'000;   // µs without a buffer: the device has gone silently
constexpr std::int64_t kFirst = 10'000'000;  // before the first one: some cameras take their time

// What goes out in place of a device. Small and slow: it is to cost nothing.
const char* placeholder_text(sdp::Kind kind) {
  if (kind == sdp::Kind::Audio)
    return "audiotestsrc is-live=true wave=silence samplesperbuffer=480 ! "
           "capsfilter caps=audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved";
  return "videotestsrc is-live=true pattern=solid-color foreground-color=0xff30343a ! "
         "capsfilter caps=video/x-raw,format=I420,width=640,height=480,framerate=10/1";
}

bool is_reconfigure(const GstPadProbeInfo* info) {
  return GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_RECONFIGURE;
}

// Whether what comes in at `from` can be had behind `pad`.
bool takes(GstPad* pad, GstPad* from) {
  const Ptr<GstCaps> caps{gst_pad_get_current_caps(from)};
  return caps && gst_pad_query_accept_caps(pad, caps.get()) != FALSE;
}

// A new branch behind the tee asks for its format, though it takes the one that comes. pipewiresrc
// would close its camera and open it again.
GstPadProbeReturn keep_format(GstPad* pad, GstPadProbeInfo* info, gpointer) {
  return is_reconfigure(info) && takes(pad, pad) ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

}  // namespace

// What the device's streaming thread notes.
struct Source::Watch {
  std::function<void()> first, end;  // posts to the main thread
  std::atomic<bool> seen = false;
  std::atomic<bool> fits = false;      // nobody behind needs another format
  std::atomic<std::int64_t> last = 0;  // µs of the monotonic clock
};

Source::Source(sdp::Kind kind, const pipeline::Section& section, GstElement* pipeline,
               std::shared_ptr<std::atomic<int>> busy, Events events)
    : kind_{kind},
      events_{std::move(events)},
      pipeline_{gobject::share(pipeline)},
      selector_{make_element("input-selector")},
      tee_{make_element("tee")},
      device_{Device::Role::Source,
              kind == sdp::Kind::Audio ? "microphone" : "camera",
              section,
              "",
              pipeline,
              std::move(busy),
              device_events()} {
  g_object_set(selector_.get(), "sync-streams", FALSE, "cache-buffers", FALSE, nullptr);
  g_object_set(tee_.get(), "allow-not-linked", TRUE, nullptr);
  add(pipeline, selector_);
  add(pipeline, tee_);
  gst_element_link(selector_.get(), tee_.get());
  const Ptr<GstPad> tee_input{gst_element_get_static_pad(tee_.get(), "sink")};
  gst_pad_add_probe(tee_input.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, keep_format, nullptr,
                    nullptr);
  gst_element_sync_state_with_parent(tee_.get());
  gst_element_sync_state_with_parent(selector_.get());
  show_placeholder();
}

Device::Events Source::device_events() {
  return {.on_build =
              [this](GstElement* bin) {
                device_input_ = link(bin);
                started_ = false;
                watch();
              },
          .on_drop =
              [this] {
                if (!ended_) show_placeholder();
                unlink(std::move(device_input_));
              },
          .on_open =
              [this](bool live) {
                live_ = live;
                watch_->last = g_get_monotonic_time();
                events_.on_ready();  // of a live one too: a file may have waited for it
              },
          .on_lost =
              [this](const std::string& why) {
                if (!was_lost_) events_.on_lost(why);
                was_lost_ = true;
              }};
}

// Gives the input of the selector that takes what `bin` gives.
Ptr<GstPad> Source::link(GstElement* bin) {
  const Ptr<GstPad> output{gst_element_get_static_pad(bin, "src")};
  Ptr<GstPad> input{gst_element_request_pad_simple(selector_.get(), "sink_%u")};
  gst_pad_link(output.get(), input.get());
  return input;
}

void Source::unlink(Ptr<GstPad> input) {
  const Ptr<GstPad> output{gst_pad_get_peer(input.get())};
  if (output) gst_pad_unlink(output.get(), input.get());
  gst_element_release_request_pad(selector_.get(), input.get());
}

void Source::watch() {
  watch_ = std::make_shared<Watch>();
  watch_->last = g_get_monotonic_time();
  watch_->first = [this, send = mailbox_.sender()] { send([this] { device_runs(); }); };
  watch_->end = [this, send = mailbox_.sender()] {
    send([this] {
      ended_ = true;
      events_.on_end();
    });
  };
  auto note = [](GstPad*, GstPadProbeInfo* info, gpointer data) {
    auto& watch = **static_cast<std::shared_ptr<Watch>*>(data);
    if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
      watch.last = g_get_monotonic_time();
      if (!watch.seen.exchange(true)) watch.first();
    } else if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS) {
      watch.end();
      return GST_PAD_PROBE_DROP;  // the call goes on
    } else if (watch.fits && is_reconfigure(info)) {
      return GST_PAD_PROBE_DROP;
    }
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(device_input_.get(),
                    GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_BOTH),
                    note, new std::shared_ptr<Watch>{watch_},
                    [](gpointer data) { delete static_cast<std::shared_ptr<Watch>*>(data); });
}

void Source::device_runs() {
  if (!device_input_ || muted_) return;
  // The selector asks for a format too, and holds its lock while it does.
  const Ptr<GstPad> tee_input{gst_element_get_static_pad(tee_.get(), "sink")};
  watch_->fits = takes(tee_input.get(), device_input_.get());
  g_object_set(selector_.get(), "active-pad", device_input_.get(), nullptr);
  watch_->fits = false;
  drop_placeholder();
  if (was_lost_) events_.on_back();
  was_lost_ = false;
}

void Source::show_placeholder() {
  if (!placeholder_) {
    auto* made = gst_parse_bin_from_description(placeholder_text(kind_), TRUE, nullptr);
    placeholder_.reset(GST_ELEMENT(gst_object_ref_sink(made)));
    add(pipeline_.get(), placeholder_);
    placeholder_input_ = link(placeholder_.get());
    gst_element_sync_state_with_parent(placeholder_.get());
  }
  g_object_set(selector_.get(), "active-pad", placeholder_input_.get(), nullptr);
}

void Source::drop_placeholder() {
  if (!placeholder_) return;
  remove(pipeline_.get(), placeholder_);
  unlink(std::move(placeholder_input_));
  placeholder_.reset();
}

void Source::open() {
  wanted_ = true;
  if (!muted_ || kind_ == sdp::Kind::Audio) device_.open();
}

void Source::mute(bool on) {
  muted_ = on;
  if (on) {
    show_placeholder();
    if (kind_ == sdp::Kind::Video) device_.close();
  } else if (device_.is_open()) {
    device_runs();
  } else if (wanted_) {
    device_.open();
  }
}

void Source::start(GstClockTime base) {
  if (live_ || !device_.is_open() || std::exchange(started_, true)) return;
  gst_element_set_base_time(device_.bin(), base);
  const Ptr<GstPad> out{gst_element_get_static_pad(device_.bin(), "src")};
  const auto pipeline_base = gst_element_get_base_time(pipeline_.get());
  gst_pad_set_offset(out.get(), GST_CLOCK_DIFF(pipeline_base, base));
  gst_element_set_state(device_.bin(), GST_STATE_PLAYING);
}

// No placeholder in between: the gap is shorter than anybody would see it.
void Source::rewind() {
  if (!ended_) return;
  device_.close();
  ended_ = false;
  device_.open();
}

void Source::tick(Clock::time_point now) {
  device_.tick(now);
  if (!device_.is_open() || !watch_ || !live_) return;
  const auto patience = watch_->seen ? kStall : kFirst;
  if (g_get_monotonic_time() - watch_->last > patience) device_.fail("it gives nothing any more");
}

}  // namespace media
