#include "media/devices.h"

#include <ostream>
#include <string_view>

#include "media/gst_types.h"

namespace media {
namespace {

struct Kind {
  const char* klass;  // GstDevice's class
  const char* name;   // ours
};
constexpr Kind kKinds[] = {
    {"Video/Source", "camera"}, {"Audio/Source", "microphone"}, {"Audio/Sink", "loudspeaker"}};

// "v4l2src device=/dev/video2", or only the element where no property names the device.
std::string launch_text(GstDevice* device) {
  const Ptr<GstElement> element{gst_device_create_element(device, nullptr)};
  if (!element) return "?";
  gst_object_ref_sink(element.get());
  std::string text = GST_OBJECT_NAME(gst_element_get_factory(element.get()));
  for (const auto* property : {"device", "target-object", "path"}) {
    auto* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(element.get()), property);
    if (!spec || spec->value_type != G_TYPE_STRING) continue;
    const Ptr<char> value{gobject::property<char*>(element.get(), property)};
    if (value) return text + ' ' + property + '=' + value.get();
  }
  return text;
}

void print(GstDevice* device, const Kind& kind, std::ostream& out) {
  const Ptr<char> name{gst_device_get_display_name(device)};
  out << kind.name << '\t' << name.get() << '\t' << launch_text(device) << '\n';
}

}  // namespace

std::size_t list_devices(std::ostream& out) {
  std::size_t count = 0;
  const Ptr<GstDeviceMonitor> monitor{gst_device_monitor_new()};
  gst_device_monitor_start(monitor.get());
  auto* devices = gst_device_monitor_get_devices(monitor.get());
  for (const auto& kind : kKinds)
    for (auto* one = devices; one; one = one->next)
      if (gst_device_has_classes(GST_DEVICE(one->data), kind.klass)) {
        print(GST_DEVICE(one->data), kind, out);
        ++count;
      }
  g_list_free_full(devices, gst_object_unref);
  gst_device_monitor_stop(monitor.get());
  return count;
}

}  // namespace media
