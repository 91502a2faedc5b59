// Test elements that carry a number through a whole call inside the picture. `timebars` draws the
// time of day (ms, modulo 65536) as bars into the picture's top, `timebarsread` reads it there
// and writes one line a frame into a file: time of day in ms, the delay in ms or -1 if the bars cannot be read.
//
// The bars: 16 cells side by side in the top fifth of the height, most significant bit left, white
// for 1; the fifth below has the inverse, so that a reader knows whether it may trust them.
#include <cstdio>
#include <initializer_list>

#include <gst/gst.h>
#include <gst/video/gstvideofilter.h>
#include <gst/video/video.h>

namespace {

constexpr int kBits = 16;
constexpr int kModulo = 1 << kBits;
constexpr guint8 kBlack = 16, kWhite = 235, kMiddle = 128;
constexpr auto* kFormats = "video/x-raw,format={I420,NV12,GRAY8}";

gint64 now_ms() { return g_get_real_time() / 1000; }

struct Luma {
  guint8* data;
  int width, height, stride;

  explicit Luma(GstVideoFrame* frame)
      : data{static_cast<guint8*>(GST_VIDEO_FRAME_PLANE_DATA(frame, 0))},
        width{GST_VIDEO_FRAME_WIDTH(frame)},
        height{GST_VIDEO_FRAME_HEIGHT(frame)},
        stride{GST_VIDEO_FRAME_PLANE_STRIDE(frame, 0)} {}
  int left(int cell) const { return cell * width / kBits; }
};

void draw_row(const Luma& luma, int top, int bottom, int value) {
  for (int y = top; y < bottom; ++y)
    for (int cell = 0; cell < kBits; ++cell) {
      const auto on = (value >> (kBits - 1 - cell)) & 1;
      for (int x = luma.left(cell); x < luma.left(cell + 1); ++x)
        luma.data[y * luma.stride + x] = on ? kWhite : kBlack;
    }
}

int read_row(const Luma& luma, int y) {
  int value = 0;
  for (int cell = 0; cell < kBits; ++cell) {
    const auto x = (luma.left(cell) + luma.left(cell + 1)) / 2;
    value = value << 1 | (luma.data[y * luma.stride + x] > kMiddle ? 1 : 0);
  }
  return value;
}

// The number in the picture; -1 when its two rows do not agree.
int read_bars(const Luma& luma) {
  const auto upper = read_row(luma, luma.height / 10);
  const auto lower = read_row(luma, luma.height * 3 / 10);
  return upper == (kModulo - 1 - lower) ? upper : -1;
}

struct TimeBars {
  GstVideoFilter parent;
};
struct TimeBarsClass {
  GstVideoFilterClass parent;
};
G_DEFINE_TYPE(TimeBars, time_bars, GST_TYPE_VIDEO_FILTER)

GstFlowReturn draw(GstVideoFilter*, GstVideoFrame* frame) {
  const Luma luma{frame};
  const auto value = static_cast<int>(now_ms() % kModulo);
  draw_row(luma, 0, luma.height / 5, value);
  draw_row(luma, luma.height / 5, luma.height * 2 / 5, kModulo - 1 - value);
  return GST_FLOW_OK;
}

void add_pads(GstElementClass* type) {
  auto* caps = gst_caps_from_string(kFormats);
  for (const auto direction : {GST_PAD_SRC, GST_PAD_SINK})
    gst_element_class_add_pad_template(
        type, gst_pad_template_new(direction == GST_PAD_SRC ? "src" : "sink", direction,
                                   GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
}

void time_bars_class_init(TimeBarsClass* type) {
  add_pads(GST_ELEMENT_CLASS(type));
  gst_element_class_set_static_metadata(GST_ELEMENT_CLASS(type), "Time bars", "Filter/Video",
                                        "Draws the time into the picture", "p2pcall");
  GST_VIDEO_FILTER_CLASS(type)->transform_frame_ip = draw;
}
void time_bars_init(TimeBars*) {}

struct TimeBarsRead {
  GstVideoFilter parent;
  char* location;
  std::FILE* file;
};
struct TimeBarsReadClass {
  GstVideoFilterClass parent;
};
G_DEFINE_TYPE(TimeBarsRead, time_bars_read, GST_TYPE_VIDEO_FILTER)

TimeBarsRead* self_of(gpointer object) { return static_cast<TimeBarsRead*>(object); }

GstFlowReturn note(GstVideoFilter* filter, GstVideoFrame* frame) {
  auto* self = self_of(filter);
  const auto drawn = read_bars(Luma{frame});
  const auto now = now_ms();
  const auto delay = drawn < 0 ? -1 : static_cast<int>((now - drawn + kModulo) % kModulo);
  if (!self->file && self->location) self->file = std::fopen(self->location, "w");
  if (!self->file) return GST_FLOW_ERROR;
  std::fprintf(self->file, "%" G_GINT64_FORMAT " %d\n", now, delay);
  std::fflush(self->file);
  return GST_FLOW_OK;
}

void set_location(GObject* object, guint, const GValue* value, GParamSpec*) {
  g_free(self_of(object)->location);
  self_of(object)->location = g_value_dup_string(value);
}

void finalize(GObject* object) {
  auto* self = self_of(object);
  if (self->file) std::fclose(self->file);
  g_free(self->location);
  G_OBJECT_CLASS(time_bars_read_parent_class)->finalize(object);
}

void time_bars_read_class_init(TimeBarsReadClass* type) {
  add_pads(GST_ELEMENT_CLASS(type));
  gst_element_class_set_static_metadata(GST_ELEMENT_CLASS(type), "Time bars reader",
                                        "Filter/Video", "Reads the time in the picture", "p2pcall");
  auto* object = G_OBJECT_CLASS(type);
  object->set_property = set_location;
  object->finalize = finalize;
  g_object_class_install_property(
      object, 1,
      g_param_spec_string("location", "Location", "The file to write", nullptr,
                          GParamFlags(G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS)));
  GST_VIDEO_FILTER_CLASS(type)->transform_frame_ip = note;
}
void time_bars_read_init(TimeBarsRead*) {}

gboolean start(GstPlugin* plugin) {
  return gst_element_register(plugin, "timebars", GST_RANK_NONE, time_bars_get_type()) &&
         gst_element_register(plugin, "timebarsread", GST_RANK_NONE, time_bars_read_get_type());
}

}  // namespace

#define PACKAGE "p2pcall"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, timebars, "Numbers inside pictures", start,
                  "0.1.0", "LGPL", "p2pcall", "https://gstreamer.freedesktop.org")
