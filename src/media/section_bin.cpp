#include "media/section_bin.h"

#include <string_view>

namespace media {
namespace {

// Short device buffers: the defaults (200 ms) would delay picture and sound alike. In µs.
constexpr gint64 kDeviceBuffer = 40'000;
constexpr gint64 kDevicePeriod = 10'000;

void tune(GstElement* element) {
  auto* type = G_OBJECT_GET_CLASS(element);
  if (!g_object_class_find_property(type, "buffer-time") ||
      !g_object_class_find_property(type, "latency-time"))
    return;
  g_object_set(element, "buffer-time", kDeviceBuffer, "latency-time", kDevicePeriod, nullptr);
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

Parsed parse(const std::string& launch) {
  GError* raw = nullptr;
  auto* made = gst_parse_bin_from_description_full(launch.c_str(), TRUE, nullptr,
                                                   GST_PARSE_FLAG_FATAL_ERRORS, &raw);
  Parsed parsed;
  if (made) parsed.bin.reset(GST_ELEMENT(gst_object_ref_sink(made)));
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
