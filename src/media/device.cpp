#include "media/device.h"

#include <string_view>

#include "media/section_bin.h"

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr auto kRetry = 2s;
constexpr GstClockTime kPreroll = 5 * GST_SECOND;  // a file that gives nothing by then is unusable

// The worst of what `elements` say of their state, waiting for those that are not there yet.
GstStateChangeReturn state_of(GstIterator* elements, GstClockTime patience) {
  auto note = +[](const GValue* value, GValue* worst, gpointer wait) -> gboolean {
    auto* element = GST_ELEMENT(g_value_get_object(value));
    const auto own =
        gst_element_get_state(element, nullptr, nullptr, *static_cast<GstClockTime*>(wait));
    const auto known = g_value_get_int(worst);
    if (own == GST_STATE_CHANGE_FAILURE || known == GST_STATE_CHANGE_SUCCESS ||
        (own == GST_STATE_CHANGE_ASYNC && known == GST_STATE_CHANGE_NO_PREROLL))
      g_value_set_int(worst, own);
    return TRUE;
  };
  GValue worst = G_VALUE_INIT;
  g_value_init(&worst, G_TYPE_INT);
  g_value_set_int(&worst, GST_STATE_CHANGE_SUCCESS);
  gst_iterator_fold(elements, note, &worst, &patience);
  gst_iterator_free(elements);
  return GstStateChangeReturn(g_value_get_int(&worst));
}

// A clocksync makes a whole section say that it is live, even when it reads a file.
GstStateChangeReturn behind_clocksync(GstElement* bin) {
  const auto source = state_of(gst_bin_iterate_sources(GST_BIN(bin)), 0);
  if (source == GST_STATE_CHANGE_NO_PREROLL) return source;
  const auto all = state_of(gst_bin_iterate_elements(GST_BIN(bin)), kPreroll);
  return all == GST_STATE_CHANGE_NO_PREROLL ? GST_STATE_CHANGE_SUCCESS : all;
}

// A source that is live runs at once; one that is not (a file) waits in PAUSED, for its twin.
GstStateChangeReturn start_source(GstElement* bin) {
  auto result = gst_element_set_state(bin, GST_STATE_PAUSED);
  if (result == GST_STATE_CHANGE_NO_PREROLL) result = behind_clocksync(bin);
  if (result == GST_STATE_CHANGE_ASYNC)
    result = gst_element_get_state(bin, nullptr, nullptr, kPreroll);
  if (result == GST_STATE_CHANGE_ASYNC) return GST_STATE_CHANGE_FAILURE;
  if (result != GST_STATE_CHANGE_NO_PREROLL) return result;
  const auto playing = gst_element_set_state(bin, GST_STATE_PLAYING);
  return playing == GST_STATE_CHANGE_FAILURE ? playing : result;
}

// An "auto" element that found no device puts a fake one in its place. It says so in a warning on
// the bus, which may come later than the news that it runs.
bool is_fake(GstElement* element) {
  if (!std::string_view{GST_OBJECT_NAME(element)}.starts_with("fake-")) return false;
  const Ptr<GstObject> parent{gst_object_get_parent(GST_OBJECT(element))};
  auto* factory = parent ? gst_element_get_factory(GST_ELEMENT(parent.get())) : nullptr;
  return factory && std::string_view{GST_OBJECT_NAME(factory)}.starts_with("auto");
}

bool has_fake(GstElement* bin) {
  auto differs = +[](gconstpointer value, gconstpointer) -> gint {
    return is_fake(GST_ELEMENT(g_value_get_object(static_cast<const GValue*>(value)))) ? 0 : 1;
  };
  GValue found = G_VALUE_INIT;
  auto* elements = gst_bin_iterate_recurse(GST_BIN(bin));
  const auto has = gst_iterator_find_custom(elements, differs, &found, nullptr) != FALSE;
  if (has) g_value_unset(&found);
  gst_iterator_free(elements);
  return has;
}

// A sink runs when the first of what it is to play comes.
Device::Opening start(GstElement* bin, Device::Role role) {
  const auto result = role == Device::Role::Sink ? gst_element_set_state(bin, GST_STATE_PLAYING)
                                                 : start_source(bin);
  if (result == GST_STATE_CHANGE_FAILURE) return {.trouble = "it could not be opened"};
  if (has_fake(bin)) return {.trouble = "there is none"};
  return {.live = result == GST_STATE_CHANGE_NO_PREROLL};
}

}  // namespace

Device::Device(Role role, std::string name, const pipeline::Section& section, std::string before,
               GstElement* pipeline, std::shared_ptr<std::atomic<int>> busy, Events events)
    : role_{role},
      name_{std::move(name)},
      before_{std::move(before)},
      section_{section},
      pipeline_{gobject::share(pipeline)},
      worker_{std::move(busy)},
      events_{std::move(events)} {}

Device::~Device() { close(); }

void Device::open() {
  if (state_ == State::Opening || state_ == State::Open || section_.empty()) return;
  bin_ = build(section_, before_);
  gst_object_set_name(GST_OBJECT(bin_.get()), (name_ + '-' + std::to_string(++attempt_)).c_str());
  gst_element_set_locked_state(bin_.get(), TRUE);
  gst_bin_add(GST_BIN(pipeline_.get()), bin_.get());
  events_.on_build(bin_.get());
  state_ = State::Opening;
  auto answer = [this, attempt = attempt_](Opening opening) {
    if (attempt == attempt_ && state_ == State::Opening) opened(opening);
  };
  worker_.run([role = role_, bin = std::shared_ptr<GstElement>{gobject::share(bin_.get())}, answer,
               send = mailbox_.sender()] {
    const auto opening = start(bin.get(), role);
    send([answer, opening] { answer(opening); });
  });
}

void Device::opened(Opening opening) {
  if (opening.trouble) return fail(opening.trouble);
  state_ = State::Open;
  events_.on_open(opening.live);
}

void Device::close() {
  state_ = State::Closed;
  drop();
}

void Device::fail(const std::string& why) {
  if (!bin_) return;
  state_ = State::Failed;
  retry_ = Clock::now() + kRetry;
  drop();
  events_.on_lost(why);
}

void Device::tick(Clock::time_point now) {
  if (state_ == State::Failed && now >= retry_) open();
}

// Takes the elements out of the pipeline now, and closes them where it may take its time.
void Device::drop() {
  if (!bin_) return;
  events_.on_drop();
  const std::shared_ptr<GstElement> bin = std::move(bin_);
  gst_bin_remove(GST_BIN(pipeline_.get()), bin.get());
  worker_.run([bin] { gst_element_set_state(bin.get(), GST_STATE_NULL); });
}

}  // namespace media
