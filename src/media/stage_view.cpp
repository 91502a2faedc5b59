#include <iostream>
#include <sstream>
#include <string_view>

#include "media/stage.h"

// What a stage shows of itself.
namespace media {
namespace {

// "caps" of the pad as launch text; empty before they are agreed on.
std::string agreed_caps(GstElement* element, const char* pad_name) {
  const Ptr<GstPad> pad{gst_element_get_static_pad(element, pad_name)};
  const Ptr<GstCaps> caps{pad ? gst_pad_get_current_caps(pad.get()) : nullptr};
  if (!caps) return {};
  const Ptr<char> text{gst_caps_to_string(caps.get())};
  return std::string{" ! "} + text.get();
}

bool is_inside_webrtcbin(GstObject* object) {
  Ptr<GstObject> parent{gst_object_get_parent(object)};
  while (parent && !std::string_view{GST_OBJECT_NAME(parent.get())}.starts_with("webrtcbin"))
    parent.reset(gst_object_get_parent(parent.get()));
  return parent != nullptr;
}

// The transport's properties hold keys, passwords, addresses and session descriptions, and so do
// caps of SRTP: what can be shown of it is which RTP goes where.
bool may_be_shown(GstObject* object, std::string_view property, const GValue* value) {
  if (std::string_view{GST_OBJECT_NAME(object)}.starts_with("webrtcbin")) return false;
  if (!is_inside_webrtcbin(object)) return true;
  if (property != "caps" || !G_VALUE_HOLDS(value, GST_TYPE_CAPS)) return false;
  const auto* caps = gst_value_get_caps(value);
  return caps && gst_caps_get_size(caps) > 0 &&
         gst_structure_has_name(gst_caps_get_structure(caps, 0), "application/x-rtp");
}

}  // namespace

// As gst-launch-1.0 -v writes it, on standard error: "/GstPipeline:pipeline0/...: caps =
// video/x-raw".
void Stage::print_change(GstMessage* message) {
  GstObject* object = nullptr;
  const char* name = nullptr;
  const GValue* value = nullptr;
  gst_message_parse_property_notify(message, &object, &name, &value);
  if (!value || !may_be_shown(object, name, value)) return;
  const Ptr<char> path{gst_object_get_path_string(object)};
  const Ptr<char> text{G_VALUE_HOLDS_STRING(value) ? g_value_dup_string(value)
                                                   : gst_value_serialize(value)};
  std::cerr << path.get() << ": " << name << " = " << (text ? text.get() : "") << '\n';
}

std::string Stage::description() const {
  std::ostringstream text;
  const auto& plan = studio_.plan();
  for (const auto kind : {sdp::Kind::Video, sdp::Kind::Audio}) {
    const auto& medium = media_[std::size_t(kind)];
    const auto video = kind == sdp::Kind::Video;
    if (!medium.source) continue;
    text << (video ? plan.video_source : plan.audio_source).launch()
         << agreed_caps(medium.source->output(), "sink");
    if (medium.sender)
      text << " ! " << studio_.encoder(medium.sender->track().codecs.front().name).section.launch()
           << agreed_caps(medium.sender->element(), "src");
    if (const auto* receiver = medium.playing.load())
      text << " ! " << studio_.decoder(receiver->codec()).section.launch()
           << agreed_caps(receiver->element(), "src");
    text << " ! " << (video ? plan.video_sink : plan.audio_sink).launch() << ' ';
  }
  return text.str();
}

}  // namespace media
