#include "signalling/gate.h"
#include "signalling/gated_streams.h"

namespace {

struct GatedStream {
  GIOStream parent;
  GIOStream* base;
  GInputStream* input;
  GOutputStream* output;
};
struct GatedStreamClass {
  GIOStreamClass parent;
};
gpointer parent_class = nullptr;

GatedStream* gated_stream(gpointer stream) { return static_cast<GatedStream*>(stream); }

GInputStream* gated_stream_input(GIOStream* stream) { return gated_stream(stream)->input; }
GOutputStream* gated_stream_output(GIOStream* stream) { return gated_stream(stream)->output; }

gboolean gated_stream_close(GIOStream* stream, GCancellable* cancellable, GError** error) {
  return g_io_stream_close(gated_stream(stream)->base, cancellable, error);
}

// A socket closes at once; GIOStream's own way would start a thread for it.
void gated_stream_close_async(GIOStream* stream, int, GCancellable* cancellable,
                              GAsyncReadyCallback done, gpointer data) {
  auto* task = g_task_new(stream, cancellable, done, data);
  gated_stream_close(stream, nullptr, nullptr);
  g_task_return_boolean(task, TRUE);
  g_object_unref(task);
}

gboolean gated_stream_close_finish(GIOStream*, GAsyncResult* result, GError** error) {
  return g_task_propagate_boolean(G_TASK(result), error);
}

void gated_stream_finalize(GObject* object) {  // dispose has closed it
  auto* self = gated_stream(object);
  g_object_unref(self->input);
  g_object_unref(self->output);
  g_object_unref(self->base);
  G_OBJECT_CLASS(parent_class)->finalize(object);
}

void gated_stream_class_init(gpointer type, gpointer) {
  parent_class = g_type_class_peek_parent(type);
  G_OBJECT_CLASS(type)->finalize = gated_stream_finalize;
  auto* stream = G_IO_STREAM_CLASS(type);
  stream->get_input_stream = gated_stream_input;
  stream->get_output_stream = gated_stream_output;
  stream->close_fn = gated_stream_close;
  stream->close_async = gated_stream_close_async;
  stream->close_finish = gated_stream_close_finish;
}

GType gated_stream_type() {
  static const GType type = [] {
    const GTypeInfo info{.class_size = sizeof(GatedStreamClass),
                         .base_init = nullptr,
                         .base_finalize = nullptr,
                         .class_init = gated_stream_class_init,
                         .class_finalize = nullptr,
                         .class_data = nullptr,
                         .instance_size = sizeof(GatedStream),
                         .n_preallocs = 0,
                         .instance_init = nullptr,
                         .value_table = nullptr};
    return g_type_register_static(G_TYPE_IO_STREAM, "P2pcallGatedStream", &info, GTypeFlags{});
  }();
  return type;
}

}  // namespace

namespace signalling {

gobject::Ptr<GIOStream> gated(GSocketConnection* socket, const std::shared_ptr<Gate>& gate) {
  auto* stream = gated_stream(g_object_new(gated_stream_type(), nullptr));
  stream->base = G_IO_STREAM(g_object_ref(socket));
  stream->input = gated_input(g_io_stream_get_input_stream(stream->base), gate);
  stream->output = gated_output(g_io_stream_get_output_stream(stream->base), gate);
  return gobject::Ptr<GIOStream>{G_IO_STREAM(stream)};
}

}  // namespace signalling
