#include "media/receiver.h"

#include "media/section_bin.h"

namespace media {
namespace {

// The caps that the first packet brought with it.
Ptr<GstStructure> format(GstPad* pad) {
  Ptr<GstCaps> caps{gst_pad_get_current_caps(pad)};
  if (!caps) caps.reset(gst_pad_query_caps(pad, nullptr));
  if (!caps || gst_caps_is_empty(caps.get()) || gst_caps_is_any(caps.get())) return {};
  return Ptr<GstStructure>{gst_structure_copy(gst_caps_get_structure(caps.get(), 0))};
}

}  // namespace

Receiver::Receiver(sdp::Kind kind, const pipeline::Coder& decoder, GstElement* pipeline,
                   std::function<void()> first)
    : kind_{kind},
      decoder_{decoder},
      pipeline_{gobject::share(pipeline)},
      selector_{make_element("input-selector")},
      bin_{build(decoder_.section)},
      tee_{make_element("tee")} {
  g_object_set(selector_.get(), "sync-streams", FALSE, "cache-buffers", FALSE, nullptr);
  g_object_set(tee_.get(), "allow-not-linked", TRUE, nullptr);
  for (const auto* element : {&tee_, &bin_, &selector_}) {
    add(pipeline, *element);
    gst_element_sync_state_with_parent(element->get());
  }
  gst_element_link_many(selector_.get(), bin_.get(), tee_.get(), nullptr);
  forgive_errors(bin_.get());
  const Ptr<GstPad> decoded{gst_element_get_static_pad(tee_.get(), "sink")};
  meter_ = media::meter(decoded.get(), std::move(first));
}

Receiver::~Receiver() {
  for (const auto* element : {&selector_, &bin_, &tee_}) remove(pipeline_.get(), *element);
}

bool Receiver::link(GstPad* pad, unsigned generation) {
  const auto caps = format(pad);
  const auto* codec = caps ? gst_structure_get_string(caps.get(), "encoding-name") : nullptr;
  if (int(generation) <= playing_ || !codec || decoder_.codec != codec) return false;
  const Ptr<GstPad> input{gst_element_request_pad_simple(selector_.get(), "sink_%u")};
  if (gst_pad_link(pad, input.get()) != GST_PAD_LINK_OK) return false;
  playing_ = int(generation);
  g_object_set(selector_.get(), "active-pad", input.get(), nullptr);
  guint ssrc = 0;
  gst_structure_get_uint(caps.get(), "ssrc", &ssrc);
  ssrc_ = ssrc;
  return true;
}

void Receiver::tidy() { release_loose_inputs(selector_.get()); }

}  // namespace media
