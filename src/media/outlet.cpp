#include "media/outlet.h"

#include "media/section_bin.h"

namespace media {

namespace {

// What does not fit is dropped: whatever is slow here must not hold up those who share the tee.
constexpr auto* kQueue = "queue leaky=downstream max-size-buffers=4 max-size-bytes=0 ! ";

}  // namespace

Outlet::Outlet(std::string name, const pipeline::Section& section, GstElement* pipeline,
               Worker& worker, Events events)
    : events_{std::move(events)},
      device_{Device::Role::Sink,
              std::move(name),
              section,
              kQueue,
              pipeline,
              worker,
              {.on_build = [this](GstElement* bin) { link(bin); },
               .on_drop = [this] { unlink(); },
               .on_open =
                   [this](bool) {
                     if (was_lost_) events_.on_back();
                     was_lost_ = false;
                   },
               .on_lost =
                   [this](const std::string& why) {
                     if (!was_lost_) events_.on_lost(why);
                     was_lost_ = true;
                   }}} {}

void Outlet::open(GstElement* tee) {
  unlink();
  tee_ = gobject::share(tee);
  if (device_.bin()) link(device_.bin());
  device_.open();
}

void Outlet::link(GstElement* bin) {
  forgive_errors(bin);
  tap_.reset(gst_element_request_pad_simple(tee_.get(), "src_%u"));
  const Ptr<GstPad> input{gst_element_get_static_pad(bin, "sink")};
  gst_pad_link(tap_.get(), input.get());
}

void Outlet::unlink() {
  if (!tap_) return;
  const Ptr<GstPad> input{gst_pad_get_peer(tap_.get())};
  if (input) gst_pad_unlink(tap_.get(), input.get());
  gst_element_release_request_pad(tee_.get(), tap_.get());
  tap_.reset();
}

}  // namespace media
