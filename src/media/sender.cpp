#include "media/sender.h"

#include <gst/video/video.h>

#include "media/rtp_caps.h"
#include "media/section_bin.h"

namespace media {
namespace {

// The newest picture only: one that waits is a delay that stays.
constexpr auto* kVideoQueue =
    "queue leaky=downstream max-size-buffers=1 max-size-bytes=0 max-size-time=0 ! ";
constexpr auto* kAudioQueue =
    "queue leaky=downstream max-size-buffers=0 max-size-bytes=0 max-size-time=100000000 ! ";

Ptr<GstElement> build_encoder(const Track& track, const pipeline::Section& encoder) {
  return build(encoder, track.kind == sdp::Kind::Video ? kVideoQueue : kAudioQueue);
}

}  // namespace

Sender::Sender(const Track& track, const pipeline::Section& encoder, GstElement* source,
               GstElement* pipeline)
    : track_{track},
      pipeline_{gobject::share(pipeline)},
      source_{gobject::share(source)},
      bin_{build_encoder(track, encoder)},
      filter_{make_element("capsfilter")},
      claim_{make_element("capssetter")},
      tee_{make_element("tee")} {
  const auto& codec = track.codecs.front();
  g_object_set(filter_.get(), "caps", payload_caps(track, codec).get(), nullptr);
  g_object_set(claim_.get(), "caps", claimed_caps(codec).get(), nullptr);
  g_object_set(tee_.get(), "allow-not-linked", TRUE, nullptr);
  for (const auto* element : {&bin_, &filter_, &claim_, &tee_}) add(pipeline, *element);
  gst_element_link_many(bin_.get(), filter_.get(), claim_.get(), tee_.get(), nullptr);
  for (const auto* element : {&tee_, &claim_, &filter_, &bin_})
    gst_element_sync_state_with_parent(element->get());
  forgive_errors(bin_.get());
  tap_.reset(gst_element_request_pad_simple(source, "src_%u"));
  const Ptr<GstPad> input{gst_element_get_static_pad(bin_.get(), "sink")};
  gst_pad_link(tap_.get(), input.get());
}

Sender::~Sender() {
  while (!outputs_.empty()) detach(outputs_.begin()->first);
  const Ptr<GstPad> input{gst_element_get_static_pad(bin_.get(), "sink")};
  gst_pad_unlink(tap_.get(), input.get());
  gst_element_release_request_pad(source_.get(), tap_.get());
  for (const auto* element : {&bin_, &filter_, &claim_, &tee_}) remove(pipeline_.get(), *element);
}

void Sender::attach(Connection& connection) {
  auto* input = connection.send_pad(track_.kind);
  if (!input || outputs_.contains(connection.generation())) return;
  Ptr<GstPad> output{gst_element_request_pad_simple(tee_.get(), "src_%u")};
  gst_pad_link(output.get(), input);
  outputs_.emplace(connection.generation(), std::move(output));
  force_key_frame();
}

void Sender::detach(unsigned generation) {
  const auto found = outputs_.find(generation);
  if (found == outputs_.end()) return;
  const Ptr<GstPad> input{gst_pad_get_peer(found->second.get())};
  if (input) gst_pad_unlink(found->second.get(), input.get());
  gst_element_release_request_pad(tee_.get(), found->second.get());
  outputs_.erase(found);
}

void Sender::force_key_frame() {
  if (track_.kind != sdp::Kind::Video) return;
  const Ptr<GstPad> output{gst_element_get_static_pad(bin_.get(), "src")};
  gst_pad_send_event(output.get(),
                     gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

}  // namespace media
