#pragma once

#include <functional>
#include <string>

#include <glibmm/error.h>
#include <gst/gst.h>
#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>

#include "base/gobject.h"

namespace gobject {
template <>
inline constexpr auto release<GstCaps> = [](GstCaps* p) { gst_caps_unref(p); };
template <>
inline constexpr auto release<GstBuffer> = [](GstBuffer* p) { gst_buffer_unref(p); };
template <>
inline constexpr auto release<GstEvent> = [](GstEvent* p) { gst_event_unref(p); };
template <>
inline constexpr auto release<GstQuery> = [](GstQuery* p) { gst_query_unref(p); };
template <>
inline constexpr auto release<GstMessage> = [](GstMessage* p) { gst_message_unref(p); };
template <>
inline constexpr auto release<GstPromise> = [](GstPromise* p) { gst_promise_unref(p); };
template <>
inline constexpr auto release<GstStructure> = [](GstStructure* p) { gst_structure_free(p); };
template <>
inline constexpr auto release<GstSDPMessage> = [](GstSDPMessage* p) { gst_sdp_message_free(p); };
template <>
inline constexpr auto release<GstWebRTCSessionDescription> =
    [](GstWebRTCSessionDescription* p) { gst_webrtc_session_description_free(p); };
}  // namespace gobject

namespace media {

using gobject::Ptr;

// A fresh element that we own; it must exist on every machine that has webrtcbin.
inline Ptr<GstElement> make_element(const char* factory) {
  return Ptr<GstElement>{
      GST_ELEMENT(gst_object_ref_sink(gst_element_factory_make(factory, nullptr)))};
}

// Adds what we own to `bin`, which takes a reference of its own.
inline void add(GstElement* bin, const Ptr<GstElement>& element) {
  gst_bin_add(GST_BIN(bin), element.get());
}

// Takes a running element out of `bin`. Its pads must be unlinked, or belong to what goes too.
inline void remove(GstElement* bin, const Ptr<GstElement>& element) {
  gst_element_set_locked_state(element.get(), TRUE);
  gst_element_set_state(element.get(), GST_STATE_NULL);
  gst_bin_remove(GST_BIN(bin), element.get());
}

// Whether `object` is `element` or a part of it.
inline bool is_within(GstObject* object, GstElement* element) {
  return object == GST_OBJECT(element) || gst_object_has_as_ancestor(object, GST_OBJECT(element));
}

// Gives back those request pads of `element` that nothing is linked to any more.
void release_loose_inputs(GstElement* element);

// The answer to an asynchronous request: a structure, or why there is none.
using Reply = std::function<void(const GstStructure* reply, const Glib::Error* error)>;

// A promise that gives its outcome to `done` once, on the thread that fulfils it.
GstPromise* promise(Reply done);

}  // namespace media
