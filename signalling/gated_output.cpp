#include <new>

#include "signalling/gated_streams.h"

namespace {

using SharedGate = std::shared_ptr<signalling::Gate>;

GOutputStream* base_of(gpointer output) {
  return g_filter_output_stream_get_base_stream(G_FILTER_OUTPUT_STREAM(output));
}

struct GatedOutput {
  GFilterOutputStream parent;
  SharedGate gate;
};
struct GatedOutputClass {
  GFilterOutputStreamClass parent;
};
gpointer parent_class = nullptr;

GatedOutput* gated_output(gpointer stream) { return static_cast<GatedOutput*>(stream); }

gssize gated_output_write_nonblocking(GPollableOutputStream* stream, const void* buffer,
                                      gsize count, GError** error) {
  const auto sent = g_pollable_output_stream_write_nonblocking(
      G_POLLABLE_OUTPUT_STREAM(base_of(stream)), buffer, count, nullptr, error);
  gated_output(stream)->gate->wrote(sent == static_cast<gssize>(count));
  return sent;
}

// TLS says goodbye on the main loop, and must not wait there for one that does not read.
gssize gated_output_write(GOutputStream* stream, const void* buffer, gsize count,
                          GCancellable* cancellable, GError** error) {
  if (!gated_output(stream)->gate->may_wait())
    return gated_output_write_nonblocking(G_POLLABLE_OUTPUT_STREAM(stream), buffer, count, error);
  return g_output_stream_write(base_of(stream), buffer, count, cancellable, error);
}

gboolean gated_output_can_poll(GPollableOutputStream*) { return TRUE; }

gboolean gated_output_is_writable(GPollableOutputStream* stream) {
  return g_pollable_output_stream_is_writable(G_POLLABLE_OUTPUT_STREAM(base_of(stream)));
}

GSource* gated_output_source(GPollableOutputStream* stream, GCancellable* cancellable) {
  auto* base = g_pollable_output_stream_create_source(G_POLLABLE_OUTPUT_STREAM(base_of(stream)),
                                                      cancellable);
  auto* source = g_pollable_source_new_full(stream, base, cancellable);
  g_source_unref(base);
  return source;
}

void gated_output_pollable_init(gpointer raw, gpointer) {
  auto* pollable = static_cast<GPollableOutputStreamInterface*>(raw);
  pollable->can_poll = gated_output_can_poll;
  pollable->is_writable = gated_output_is_writable;
  pollable->create_source = gated_output_source;
  pollable->write_nonblocking = gated_output_write_nonblocking;
}

void gated_output_init(GTypeInstance* self, gpointer) {
  new (&gated_output(self)->gate) SharedGate;
}

void gated_output_finalize(GObject* object) {
  gated_output(object)->gate.~SharedGate();
  G_OBJECT_CLASS(parent_class)->finalize(object);
}

void gated_output_class_init(gpointer type, gpointer) {
  parent_class = g_type_class_peek_parent(type);
  G_OBJECT_CLASS(type)->finalize = gated_output_finalize;
  G_OUTPUT_STREAM_CLASS(type)->write_fn = gated_output_write;
}

GType gated_output_type() {
  static const GType type = [] {
    const GTypeInfo info{.class_size = sizeof(GatedOutputClass),
                         .base_init = nullptr,
                         .base_finalize = nullptr,
                         .class_init = gated_output_class_init,
                         .class_finalize = nullptr,
                         .class_data = nullptr,
                         .instance_size = sizeof(GatedOutput),
                         .n_preallocs = 0,
                         .instance_init = gated_output_init,
                         .value_table = nullptr};
    const auto made = g_type_register_static(G_TYPE_FILTER_OUTPUT_STREAM, "P2pcallGatedOutput",
                                             &info, GTypeFlags{});
    const GInterfaceInfo pollable{gated_output_pollable_init, nullptr, nullptr};
    g_type_add_interface_static(made, G_TYPE_POLLABLE_OUTPUT_STREAM, &pollable);
    return made;
  }();
  return type;
}

}  // namespace

namespace signalling {

GOutputStream* gated_output(GOutputStream* base, const SharedGate& gate) {
  auto* output = g_object_new(gated_output_type(), "base-stream", base, nullptr);
  ::gated_output(output)->gate = gate;
  return G_OUTPUT_STREAM(output);
}

}  // namespace signalling
