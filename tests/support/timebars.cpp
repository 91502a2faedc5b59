// Test elements that carry a number through a whole call inside the picture. `timebars` draws the
// time of day (ms, modulo 65536) as bars into the picture's top, and with `scene=true` the
// benchmarks' picture below; `timebarssink` reads the bars at the moment when the picture is due,
// and writes one line for it into a file: time of day in ms, the delay in ms or -1 if the bars
// cannot be read.
//
// The bars: 16 cells side by side in the top fifth of the height, most significant bit left, white
// for 1; the fifth below has the inverse, so that a reader knows whether it may trust them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <utility>

#include <gst/gst.h>
#include <gst/video/gstvideofilter.h>
#include <gst/video/gstvideosink.h>
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
  guint8* at(int x, int y) const { return data + std::ptrdiff_t{y} * stride + x; }
};

void draw_row(const Luma& luma, int top, int bottom, int value) {
  for (int y = top; y < bottom; ++y)
    for (int cell = 0; cell < kBits; ++cell) {
      const auto on = (value >> (kBits - 1 - cell)) & 1;
      std::memset(luma.at(luma.left(cell), y), on ? kWhite : kBlack,
                  luma.left(cell + 1) - luma.left(cell));
    }
}

int read_row(const Luma& luma, int y) {
  int value = 0;
  for (int cell = 0; cell < kBits; ++cell) {
    const auto x = (luma.left(cell) + luma.left(cell + 1)) / 2;
    value = value << 1 | (*luma.at(x, y) > kMiddle ? 1 : 0);
  }
  return value;
}

// The number in the picture; -1 when its two rows do not agree.
int read_bars(const Luma& luma) {
  const auto upper = read_row(luma, luma.height / 10);
  const auto lower = read_row(luma, luma.height * 3 / 10);
  return upper == (kModulo - 1 - lower) ? upper : -1;
}

// The picture of the benchmarks, as tests/bench/camera.js draws it too: a grey texture that moves
// by 2 pixels a frame, and on it a patch of noise, a sixteenth of the picture.
class Scene {
 public:
  Scene() {
    for (int y = 0; y < kSide; ++y)
      for (int x = 0; x < kSide; ++x) {
        const auto wave = std::sin(x * kTurn * 8) * std::sin(y * kTurn * 6);
        texture_[y][x] = static_cast<guint8>(110 + 40 * wave + random() % 24);
        noise_[y][x] = static_cast<guint8>(kBlack + random() % 220);
      }
  }

  void draw(const Luma& luma) {
    const auto shift = static_cast<int>(2 * frame_++ % kSide);
    for (int y = luma.height * 2 / 5; y < luma.height; ++y)
      for (int x = 0, from = shift; x < luma.width; from = 0) {
        const auto length = std::min(kSide - from, luma.width - x);
        std::memcpy(luma.at(x, y), &texture_[y % kSide][from], length);
        x += length;
      }
    draw_patch(luma);
  }

 private:
  static constexpr int kSide = 512;
  static constexpr double kTurn = 2 * G_PI / kSide;
  using Tile = std::array<std::array<guint8, kSide>, kSide>;

  void draw_patch(const Luma& luma) {
    const auto width = std::min(luma.width / 4, kSide);
    const auto x = static_cast<int>(random() % (kSide - width + 1));
    const auto y = static_cast<int>(random() % kSide);
    for (int line = 0; line < luma.height / 4; ++line)
      std::memcpy(luma.at(luma.width * 3 / 8, luma.height * 3 / 5 + line),
                  &noise_[(y + line) % kSide][x], width);
  }

  guint32 random() {  // xorshift
    seed_ ^= seed_ << 13;
    seed_ ^= seed_ >> 17;
    seed_ ^= seed_ << 5;
    return seed_;
  }

  guint32 seed_ = 2463534242;
  guint64 frame_ = 0;
  Tile texture_{}, noise_{};
};

void finalize_parent(GObject* object) {
  G_OBJECT_CLASS(g_type_class_peek_parent(G_OBJECT_GET_CLASS(object)))->finalize(object);
}

struct TimeBars {
  GstVideoFilter parent;
  Scene* scene;
};
struct TimeBarsClass {
  GstVideoFilterClass parent;
};

TimeBars* bars_of(gpointer object) { return static_cast<TimeBars*>(object); }

GstFlowReturn draw(GstVideoFilter* filter, GstVideoFrame* frame) {
  const Luma luma{frame};
  const auto value = static_cast<int>(now_ms() % kModulo);
  draw_row(luma, 0, luma.height / 5, value);
  draw_row(luma, luma.height / 5, luma.height * 2 / 5, kModulo - 1 - value);
  if (auto* scene = bars_of(filter)->scene) scene->draw(luma);
  return GST_FLOW_OK;
}

void set_scene(GObject* object, guint, const GValue* value, GParamSpec*) {
  delete std::exchange(bars_of(object)->scene, g_value_get_boolean(value) ? new Scene{} : nullptr);
}

void finalize_bars(GObject* object) {
  delete bars_of(object)->scene;
  finalize_parent(object);
}

void add_pad(GstElementClass* type, const char* name, GstPadDirection direction) {
  auto* caps = gst_caps_from_string(kFormats);
  gst_element_class_add_pad_template(type,
                                     gst_pad_template_new(name, direction, GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
}

constexpr auto kWritable = GParamFlags(G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);

void init_bars(gpointer type, gpointer) {
  add_pad(GST_ELEMENT_CLASS(type), "src", GST_PAD_SRC);
  add_pad(GST_ELEMENT_CLASS(type), "sink", GST_PAD_SINK);
  gst_element_class_set_static_metadata(GST_ELEMENT_CLASS(type), "Time bars", "Filter/Video",
                                        "Draws the time into the picture", "p2pcall");
  auto* object = G_OBJECT_CLASS(type);
  object->set_property = set_scene;
  object->finalize = finalize_bars;
  g_object_class_install_property(
      object, 1,
      g_param_spec_boolean("scene", "Scene", "Draws the benchmarks' picture too", FALSE,
                           kWritable));
  GST_VIDEO_FILTER_CLASS(type)->transform_frame_ip = draw;
}

struct TimeBarsSink {
  GstVideoSink parent;
  GstVideoInfo info;
  char* location;
  std::FILE* file;
};
struct TimeBarsSinkClass {
  GstVideoSinkClass parent;
};

TimeBarsSink* sink_of(gpointer object) { return static_cast<TimeBarsSink*>(object); }

gboolean set_caps(GstBaseSink* sink, GstCaps* caps) {
  return gst_video_info_from_caps(&sink_of(sink)->info, caps);
}

// Called when the picture is due.
GstFlowReturn show(GstVideoSink* sink, GstBuffer* picture) {
  auto* self = sink_of(sink);
  const auto now = now_ms();
  if (!self->file && self->location) self->file = std::fopen(self->location, "w");
  GstVideoFrame frame;
  if (!self->file || !gst_video_frame_map(&frame, &self->info, picture, GST_MAP_READ))
    return GST_FLOW_ERROR;
  const auto drawn = read_bars(Luma{&frame});
  gst_video_frame_unmap(&frame);
  const auto delay = drawn < 0 ? -1 : static_cast<int>((now - drawn + kModulo) % kModulo);
  std::fprintf(self->file, "%" G_GINT64_FORMAT " %d\n", now, delay);
  std::fflush(self->file);
  return GST_FLOW_OK;
}

void set_location(GObject* object, guint, const GValue* value, GParamSpec*) {
  g_free(sink_of(object)->location);
  sink_of(object)->location = g_value_dup_string(value);
}

void finalize_sink(GObject* object) {
  auto* self = sink_of(object);
  if (self->file) std::fclose(self->file);
  g_free(self->location);
  finalize_parent(object);
}

void init_sink(gpointer type, gpointer) {
  add_pad(GST_ELEMENT_CLASS(type), "sink", GST_PAD_SINK);
  gst_element_class_set_static_metadata(GST_ELEMENT_CLASS(type), "Time bars reader", "Sink/Video",
                                        "Reads the time in the picture", "p2pcall");
  auto* object = G_OBJECT_CLASS(type);
  object->set_property = set_location;
  object->finalize = finalize_sink;
  g_object_class_install_property(
      object, 1,
      g_param_spec_string("location", "Location", "The file to write", nullptr, kWritable));
  GST_BASE_SINK_CLASS(type)->set_caps = set_caps;
  GST_VIDEO_SINK_CLASS(type)->show_frame = show;
}

template <class Element, class ElementClass>
gboolean add_element(GstPlugin* plugin, const char* name, const char* type_name, GType parent,
                     GClassInitFunc init) {
  const auto type = g_type_register_static_simple(parent, type_name, sizeof(ElementClass), init,
                                                  sizeof(Element), nullptr, GTypeFlags{});
  return gst_element_register(plugin, name, GST_RANK_NONE, type);
}

gboolean start(GstPlugin* plugin) {
  return add_element<TimeBars, TimeBarsClass>(plugin, "timebars", "TimeBars", GST_TYPE_VIDEO_FILTER,
                                              init_bars) &&
         add_element<TimeBarsSink, TimeBarsSinkClass>(plugin, "timebarssink", "TimeBarsSink",
                                                      GST_TYPE_VIDEO_SINK, init_sink);
}

}  // namespace

#define PACKAGE "p2pcall"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, timebars, "Numbers inside pictures", start,
                  "0.1.0", "LGPL", "p2pcall", "https://gstreamer.freedesktop.org")
