#include "media/outlet.h"

#include "media/section_bin.h"

namespace media {

namespace {

// What does not fit is dropped: whatever is slow here must not hold up those who share the tee.
constexpr auto* kQueue = "queue leaky=downstream max-size-buffers=4 max-size-bytes=0 ! ";

}  // namespace

Outlet::Outlet(std::string name, const pipeline::Section& section, GstElement* pipeline,
               std::shared_ptr<std::atomic<int>> busy, Events events)
    : events_{std::move(events)},
      device_{Device::Role::Sink,
              std::move(name),
              section,
              kQueue,
              pipeline,
              std::move(busy),
              {.on_build = [](GstElement*) {},  // linked when it runs, or it would refuse the data
               .on_drop = [this] { unlink(); },
               .on_open =
                   [this](bool) {
                     link();
                     events_.on_open();
                     if (was_lost_) events_.on_back();
                     was_lost_ = false;
                   },
               .on_lost =
                   [this](const std::string& why) {
                     if (!was_lost_) events_.on_lost(why);
                     was_lost_ = true;
                   }}} {}

void Outlet::play(GstElement* tee) {
  unlink();
  tee_ = gobject::share(tee);
  if (device_.is_open()) link();
}

void Outlet::link() {
  if (!tee_) return;
  forgive_errors(device_.bin());
  tap_.reset(gst_element_request_pad_simple(tee_.get(), "src_%u"));
  const Ptr<GstPad> input{gst_element_get_static_pad(device_.bin(), "sink")};
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
