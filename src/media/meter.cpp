#include "media/meter.h"

#include "media/freeze_counter.h"

namespace media {
namespace {

// The streaming thread's end.
struct Probe {
  std::shared_ptr<Meter> meter;
  std::function<void()> first;
  FreezeCounter freezes;

  void buffer() {
    if (meter->frames++ == 0 && first) first();
    freezes.frame_shown(g_get_monotonic_time() / 1000);
    meter->freezes = freezes.freezes();
    meter->frozen_ms = freezes.frozen();
  }
  void caps(GstEvent* event) {
    GstCaps* caps = nullptr;
    gst_event_parse_caps(event, &caps);
    const auto* format = gst_caps_get_structure(caps, 0);
    int value = 0;
    if (gst_structure_get_int(format, "width", &value)) meter->width = value;
    if (gst_structure_get_int(format, "height", &value)) meter->height = value;
  }
};

GstPadProbeReturn see(GstPad*, GstPadProbeInfo* info, gpointer data) {
  auto& probe = *static_cast<Probe*>(data);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    probe.buffer();
  } else if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_CAPS) {
    probe.caps(GST_PAD_PROBE_INFO_EVENT(info));
  }
  return GST_PAD_PROBE_OK;
}

}  // namespace

std::shared_ptr<const Meter> meter(GstPad* pad, std::function<void()> first) {
  auto* probe =
      new Probe{.meter = std::make_shared<Meter>(), .first = std::move(first), .freezes = {}};
  std::shared_ptr<const Meter> result = probe->meter;
  gst_pad_add_probe(
      pad, GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM), see,
      probe, [](gpointer data) { delete static_cast<Probe*>(data); });
  return result;
}

}  // namespace media
