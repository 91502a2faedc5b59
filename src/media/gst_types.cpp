#include "media/gst_types.h"

#include <vector>

namespace media {

GstPromise* promise(Reply done) {
  auto call = +[](GstPromise* raw, gpointer data) noexcept {
    Ptr<GstPromise> promise{raw};
    const auto& answer = *static_cast<Reply*>(data);
    const auto* reply = gst_promise_get_reply(raw);
    GError* error = nullptr;
    if (reply && gst_structure_has_field(reply, "error"))
      gst_structure_get(reply, "error", G_TYPE_ERROR, &error, nullptr);
    if (!error && gst_promise_wait(raw) != GST_PROMISE_RESULT_REPLIED)
      error = g_error_new_literal(GST_CORE_ERROR, GST_CORE_ERROR_FAILED, "request dropped");
    if (!error) return answer(reply, nullptr);
    Glib::Error why{error};
    answer(nullptr, &why);
  };
  auto destroy = [](gpointer data) { delete static_cast<Reply*>(data); };
  return gst_promise_new_with_change_func(call, new Reply{std::move(done)}, destroy);
}

void release_loose_inputs(GstElement* element) {
  std::vector<Ptr<GstPad>> loose;
  auto collect = +[](GstElement*, GstPad* pad, gpointer list) -> gboolean {
    if (!gst_pad_is_linked(pad))
      static_cast<std::vector<Ptr<GstPad>>*>(list)->push_back(gobject::share(pad));
    return TRUE;
  };
  gst_element_foreach_sink_pad(element, collect, &loose);
  for (const auto& pad : loose) gst_element_release_request_pad(element, pad.get());
}

}  // namespace media
