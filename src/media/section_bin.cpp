#include "media/section_bin.h"

#include <cstdlib>
#include <string_view>

#include <gst/audio/gstaudiobasesink.h>

namespace media {
namespace {

// Short device buffers: the defaults (200 ms) would delay picture and sound alike. A source hands
// out each period as it comes, so its buffer stays long, for when this program is late. In µs.
constexpr gint64 kSinkBuffer = 40'000;
constexpr gint64 kDevicePeriod = 10'000;

// Whether nobody has set this time: what a pipeline file says stands.
bool has_default(GObject* object, const char* property) {
  auto* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(object), property);
  if (!spec || spec->value_type != G_TYPE_INT64) return false;
  return gobject::property<gint64>(object, property) ==
         g_value_get_int64(g_param_spec_get_default_value(spec));
}

// How far a loudspeaker's clock may be from ours, in ns: less is evened out bit by bit, more at
// once.
constexpr GstClockTimeDiff kNear = 20 * GST_MSECOND, kFar = 80 * GST_MSECOND;

// A loudspeaker that starts late, as a sound server's that slept, is behind from then on.
// GStreamer's own way catches up by some 40 ms in half a second and more, and the sound in between
// is dropped.
void follow_clock(GstAudioBaseSink* sink) {
  auto correct = +[](GstAudioBaseSink*, GstClockTime ours, GstClockTime theirs,
                     GstClockTimeDiff* skew, GstAudioBaseSinkDiscontReason, gpointer data) {
    auto& average = *static_cast<GstClockTimeDiff*>(data);
    if (!skew) {
      average = 0;
      return;
    }
    const auto now = GST_CLOCK_DIFF(ours, theirs);
    average += (now - average) / 32;
    const auto wanted = std::abs(now) > kFar ? now : average;
    if (std::abs(wanted) <= kNear) return;
    *skew = wanted;
    average = 0;
  };
  g_object_set(sink, "slave-method", GST_AUDIO_BASE_SINK_SLAVE_CUSTOM, nullptr);
  gst_audio_base_sink_set_custom_slaving_callback(
      sink, correct, new GstClockTimeDiff{0},
      +[](gpointer data) { delete static_cast<GstClockTimeDiff*>(data); });
}

void tune(GstElement* element) {
  if (GST_IS_AUDIO_BASE_SINK(element)) follow_clock(GST_AUDIO_BASE_SINK(element));
  auto* object = G_OBJECT(element);
  if (has_default(object, "buffer-time") && has_default(object, "latency-time")) {
    if (GST_OBJECT_FLAG_IS_SET(element, GST_ELEMENT_FLAG_SINK))
      g_object_set(object, "buffer-time", kSinkBuffer, nullptr);
    g_object_set(object, "latency-time", kDevicePeriod, nullptr);
  }
  // pipewiresrc 0.3 unmaps its buffers when it negotiates again or its camera goes, even those that
  // an encoder still reads.
  if (g_object_class_find_property(G_OBJECT_GET_CLASS(object), "always-copy"))
    g_object_set(object, "always-copy", TRUE, nullptr);
}

// The first word in quotes of GStreamer's message: the element or property that it refuses.
std::string refused_word(std::string_view message) {
  const auto open = message.find('"');
  const auto close = open == std::string_view::npos ? open : message.find('"', open + 1);
  if (close == std::string_view::npos) return {};
  return std::string{message.substr(open + 1, close - open - 1)};
}

struct Parsed {
  Ptr<GstElement> bin;
  bool misses_element = false;
  std::string message;
};

void show_pad(GstElement* bin, GstPadDirection direction, const char* name) {
  const Ptr<GstPad> pad{gst_bin_find_unlinked_pad(GST_BIN(bin), direction)};
  if (pad) gst_element_add_pad(bin, gst_ghost_pad_new(name, pad.get()));
}

// The parser would also show the input behind a decodebin, which then could never be linked.
void show_pads(GstElement* bin) {
  show_pad(bin, GST_PAD_SRC, "src");
  if (!GST_OBJECT_FLAG_IS_SET(bin, GST_ELEMENT_FLAG_SOURCE)) show_pad(bin, GST_PAD_SINK, "sink");
}

Parsed parse(const std::string& launch) {
  GError* raw = nullptr;
  auto* made = gst_parse_bin_from_description_full(launch.c_str(), FALSE, nullptr,
                                                   GST_PARSE_FLAG_FATAL_ERRORS, &raw);
  Parsed parsed;
  if (made) parsed.bin.reset(GST_ELEMENT(gst_object_ref_sink(made)));
  if (parsed.bin) show_pads(parsed.bin.get());
  if (!raw) return parsed;
  const Glib::Error error{raw};
  parsed.bin.reset();
  parsed.misses_element = error.matches(GST_PARSE_ERROR, GST_PARSE_ERROR_NO_SUCH_ELEMENT);
  parsed.message = error.what();
  return parsed;
}

// A late state of a device inside does not hold up the pipeline, and devices are tuned as they
// appear.
void prepare(GstElement* bin) {
  g_object_set(bin, "async-handling", TRUE, nullptr);
  auto* iterator = gst_bin_iterate_recurse(GST_BIN(bin));
  auto each = +[](const GValue* value, gpointer) { tune(GST_ELEMENT(g_value_get_object(value))); };
  while (gst_iterator_foreach(iterator, each, nullptr) == GST_ITERATOR_RESYNC)
    gst_iterator_resync(iterator);
  gst_iterator_free(iterator);
  auto later = +[](GstBin*, GstBin*, GstElement* element, gpointer) { tune(element); };
  g_signal_connect(bin, "deep-element-added", G_CALLBACK(later), nullptr);
}

}  // namespace

Ptr<GstElement> build(const pipeline::Section& section, const std::string& before) {
  auto parsed = parse(before + section.launch());
  if (!parsed.bin) throw section.problem(refused_word(parsed.message), parsed.message);
  prepare(parsed.bin.get());
  return std::move(parsed.bin);
}

bool is_available(const pipeline::Section& section) {
  return !parse(section.launch()).misses_element;
}

void forgive_errors(GstElement* bin) {
  auto chain = +[](GstPad* pad, GstObject* parent, GstBuffer* buffer) {
    gst_proxy_pad_chain_default(pad, parent, buffer);
    return GST_FLOW_OK;
  };
  const Ptr<GstPad> pad{gst_element_get_static_pad(bin, "sink")};
  if (pad) gst_pad_set_chain_function(pad.get(), chain);
}

}  // namespace media
