#include "media/stage.h"

#include <algorithm>
#include <utility>

namespace media {
namespace {

// How long media waits before it is shown, to even out the network, in ns.
constexpr GstClockTime kPlayout = 15 * GST_MSECOND;

constexpr std::array kKinds = {sdp::Kind::Audio, sdp::Kind::Video};

Glib::Error error_of(GstMessage* message) {
  GError* raw = nullptr;
  gst_message_parse_error(message, &raw, nullptr);
  return Glib::Error{raw};
}

// What GStreamer's video sinks say when the user closes their window.
bool says_window_closed(const Glib::Error& error) {
  return error.matches(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND);
}

// Whether one encoder and payloader serve both. What Opus's parameters say is the receiver's wish.
bool is_sent_alike(Track one, Track other) {
  for (auto* track : {&one, &other})
    if (track->codecs.front().name == "OPUS") track->codecs.front().fmtp.clear();
  return one == other;
}

}  // namespace

Stage::Stage(Studio& studio, Events events)
    : studio_{studio},
      events_{std::move(events)},
      pipeline_{GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr)))},
      spare_{make_element("funnel")} {
  // The system's clock, whatever sound devices come and go.
  const Ptr<GstClock> clock{gst_system_clock_obtain()};
  gst_pipeline_use_clock(GST_PIPELINE(pipeline_.get()), clock.get());
  const Ptr<GstBus> bus{gst_element_get_bus(pipeline_.get())};
  auto watch = +[](GstBus*, GstMessage* message, gpointer self) -> gboolean {
    static_cast<Stage*>(self)->on_message(message);
    return G_SOURCE_CONTINUE;
  };
  gst_bus_add_watch(bus.get(), watch, this);
  if (studio.wishes().verbose)
    gst_element_add_property_deep_notify_watch(pipeline_.get(), nullptr, TRUE);
  add_spare();
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  for (const auto kind : kKinds)
    if (!studio.codecs(kind).empty()) add_medium(kind);
}

Stage::~Stage() {
  const Ptr<GstBus> bus{gst_element_get_bus(pipeline_.get())};
  gst_bus_remove_watch(bus.get());
  self_view_.reset();
  for (auto& medium : media_) {
    medium.outlet.reset();
    medium.sender.reset();
    medium.source.reset();
  }
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

// Where media goes that nobody asked for: unlinked, it would stop the whole connection.
void Stage::add_spare() {
  const auto sink = make_element("fakesink");
  g_object_set(sink.get(), "sync", FALSE, "async", FALSE, nullptr);
  add(pipeline_.get(), spare_);
  add(pipeline_.get(), sink);
  gst_element_link(spare_.get(), sink.get());
}

void Stage::add_medium(sdp::Kind kind) {
  auto& medium = media_[std::size_t(kind)];
  const auto audio = kind == sdp::Kind::Audio;
  const auto& plan = studio_.plan();
  medium.source = std::make_unique<Source>(kind, audio ? plan.audio_source : plan.video_source,
                                           pipeline_.get(), studio_.busy(), source_events(kind));
  const Ptr<GstPad> captured{gst_element_get_static_pad(medium.source->output(), "sink")};
  medium.captured = meter(captured.get());
  medium.outlet = std::make_unique<Outlet>(
      audio ? "speaker" : "window", audio ? plan.audio_sink : plan.video_sink, pipeline_.get(),
      studio_.busy(),
      audio ? outlet_events(Topic::Speakers, "The peer's sound")
            : outlet_events(Topic::Window, "The peer's picture"));
  if (audio || plan.self_view.empty()) return;
  self_view_ =
      std::make_unique<Outlet>("self-view", plan.self_view, pipeline_.get(), studio_.busy(),
                               outlet_events(Topic::SelfView, "Our own picture"));
  self_view_->play(medium.source->output());
}

Source::Events Stage::source_events(sdp::Kind kind) {
  const auto audio = kind == sdp::Kind::Audio;
  const std::string what = audio ? "The microphone" : "The camera";
  const auto about = audio ? Topic::Microphone : Topic::Camera;
  const std::string instead = audio ? "silence" : "a still picture";
  return {.on_lost =
              [=, this](const std::string& why) {
                events_.on_warning(about, false,
                                   what + " gives nothing (" + why + "). The call goes on with " +
                                       instead + ", and it is tried again.");
                start_files();
              },
          .on_back = [=, this] { events_.on_warning(about, true, what + " is back."); },
          .on_ready = [this] { start_files(); },
          .on_end = [this] { loop_files(); }};
}

Outlet::Events Stage::outlet_events(Topic about, const char* what) {
  const std::string name = what;
  return {.on_lost =
              [=, this](const std::string& why) {
                events_.on_warning(about, false,
                                   name + " cannot be played (" + why + "). It is tried again.");
              },
          .on_back = [=, this] { events_.on_warning(about, true, name + " is played again."); },
          .on_open = [this] { set_latency(); }};
}

void Stage::open_devices() {
  for (auto& medium : media_) {
    if (medium.source) medium.source->open();
    if (medium.outlet) medium.outlet->open();
  }
  if (self_view_) self_view_->open();
}

void Stage::use(Track track) {
  receive(track);
  track.codecs.resize(1);
  auto& medium = media_[std::size_t(track.kind)];
  if (!track.sends || (medium.sender && is_sent_alike(medium.sender->track(), track))) return;
  medium.sender.reset();
  medium.sender =
      std::make_unique<Sender>(track, studio_.encoder(track.codecs.front().name).section,
                               medium.source->output(), pipeline_.get());
}

void Stage::receive(const Track& track) {
  const auto kind = track.kind;
  const auto& codec = track.codecs.front().name;
  auto& medium = media_[std::size_t(kind)];
  if (medium.playing && medium.playing.load()->codec() == codec) return;
  auto first = [this, kind, send = mailbox_.sender()] {
    send([this, kind, when = Clock::now()] { on_first_frame(kind, when); });
  };
  medium.receivers.push_back(
      std::make_unique<Receiver>(kind, studio_.decoder(codec), pipeline_.get(), std::move(first)));
  medium.playing = medium.receivers.back().get();
  medium.outlet->play(medium.playing.load()->output());
}

// A later generation may bring another codec, and with it another decoder.
void Stage::on_first_frame(sdp::Kind kind, Clock::time_point when) {
  if (!std::exchange(media_[std::size_t(kind)].has_come, true)) events_.on_first_frame(kind, when);
}

void Stage::stop_sending(sdp::Kind kind) { media_[std::size_t(kind)].sender.reset(); }

void Stage::attach(Connection& connection) {
  for (auto& medium : media_)
    if (medium.sender) medium.sender->attach(connection);
}

void Stage::detach(unsigned generation) {
  for (auto& medium : media_)
    if (medium.sender) medium.sender->detach(generation);
}

void Stage::mute(sdp::Kind kind, bool on) {
  if (auto& source = media_[std::size_t(kind)].source) source->mute(on);
}

void Stage::tick(Clock::time_point now) {
  for (auto& medium : media_) {
    if (medium.source) medium.source->tick(now);
    if (medium.outlet) medium.outlet->tick(now);
  }
  if (self_view_) self_view_->tick(now);
}

bool Stage::link(GstPad* pad, unsigned generation) {
  const std::lock_guard lock{inputs_};
  for (auto& medium : media_) {
    auto* receiver = medium.playing.load();
    if (!receiver || !receiver->link(pad, generation)) continue;
    if (!receiving_.exchange(true)) mailbox_.sender()([this] { set_latency(); });
    return true;
  }
  const Ptr<GstPad> input{gst_element_request_pad_simple(spare_.get(), "sink_%u")};
  gst_pad_link(pad, input.get());
  return false;
}

void Stage::tidy() {
  const std::lock_guard lock{inputs_};
  release_loose_inputs(spare_.get());
  for (auto& medium : media_)
    for (auto& receiver : medium.receivers) receiver->tidy();
}

void Stage::on_message(GstMessage* message) {
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR:
      if (on_window_closed(GST_MESSAGE_SRC(message), error_of(message))) return;
      return on_failure(GST_MESSAGE_SRC(message), error_of(message).what());
    case GST_MESSAGE_LATENCY: return set_latency();
    case GST_MESSAGE_PROPERTY_NOTIFY: return print_change(message);
    default: return;
  }
}

// Who closes a window wants it gone: our own picture's for this call, the peer's with the call.
bool Stage::on_window_closed(GstObject* source, const Glib::Error& error) {
  if (!says_window_closed(error)) return false;
  const auto is_closed = [&](const std::unique_ptr<Outlet>& outlet) {
    return outlet && outlet->owns(source) && outlet->is_open();
  };
  if (is_closed(self_view_)) {
    self_view_->dismiss();
    return true;
  }
  if (!is_closed(media_[std::size_t(sdp::Kind::Video)].outlet)) return false;
  events_.on_window_closed();
  return true;
}

void Stage::on_failure(GstObject* source, const std::string& why) {
  if (self_view_ && self_view_->owns(source)) return self_view_->fail(why);
  for (auto& medium : media_) {
    if (medium.source && medium.source->owns(source)) return medium.source->fail(why);
    if (medium.outlet && medium.outlet->owns(source)) return medium.outlet->fail(why);
    if (medium.sender && medium.sender->owns(source)) return coder_failed(medium, why);
    auto* receiver = medium.playing.load();
    if (receiver && receiver->owns(source)) return coder_failed(medium, why);
  }
  events_.on_error(source, why);
}

void Stage::coder_failed(Medium& medium, const std::string& why) {
  if (medium.failed) return;
  medium.failed = true;
  const auto* what = &medium == &media_[std::size_t(sdp::Kind::Audio)] ? "Sound" : "The picture";
  events_.on_warning(Topic::Coder, false,
                     std::string{what} + " cannot be encoded or decoded (" + why + ").");
  const auto is_lost = [](const Medium& one) { return !one.source || one.failed; };
  if (std::ranges::all_of(media_, is_lost)) events_.on_all_failed();
}

// Files wait for each other, so that a film's picture and sound run in step.
void Stage::start_files() {
  for (const auto& medium : media_)
    if (medium.source && medium.source->is_opening()) return;
  const Ptr<GstClock> clock{gst_element_get_clock(pipeline_.get())};
  const auto now = gst_clock_get_time(clock.get());
  for (auto& medium : media_)
    if (medium.source) medium.source->start(now);
}

void Stage::loop_files() {
  for (const auto& medium : media_)
    if (medium.source && medium.source->is_playing_file()) return;
  for (auto& medium : media_)
    if (medium.source) medium.source->rewind();
}

// Every sink waits as long as the slowest needs, so that lips and sound stay together; the jitter
// buffer's share of that is replaced by what the network needs to be evened out.
void Stage::set_latency() {
  // Telling a sink its latency waits for its opening, which may take as long as the device likes.
  for (const auto& medium : media_)
    if (medium.outlet && medium.outlet->is_opening()) return;
  if (self_view_ && self_view_->is_opening()) return;
  const Ptr<GstQuery> query{gst_query_new_latency()};
  if (!gst_element_query(pipeline_.get(), query.get())) return;
  GstClockTime least = 0;
  gst_query_parse_latency(query.get(), nullptr, &least, nullptr);
  if (receiving_ && least >= kRepairWait) least -= kRepairWait;
  latency_ = least + kPlayout;
  gst_pipeline_set_latency(GST_PIPELINE(pipeline_.get()), latency_);
  gst_bin_recalculate_latency(GST_BIN(pipeline_.get()));
}

}  // namespace media
