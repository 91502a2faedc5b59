#include <iostream>
#include <sstream>

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

}  // namespace

// As gst-launch-1.0 -v writes it, on standard error: "/GstPipeline:pipeline0/...: caps =
// video/x-raw".
void Stage::print_change(GstMessage* message) {
  GstObject* object = nullptr;
  const char* name = nullptr;
  const GValue* value = nullptr;
  gst_message_parse_property_notify(message, &object, &name, &value);
  if (!value) return;
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
