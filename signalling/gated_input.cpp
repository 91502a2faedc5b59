#include <algorithm>
#include <array>
#include <new>

#include "signalling/gated_streams.h"

namespace {

using SharedGate = std::shared_ptr<signalling::Gate>;

constexpr std::size_t kTurn = 65'536;  // read at most so much, then others have their turn

gssize would_block(GError** error) {
  g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "others have their turn");
  return -1;
}

gssize too_large(GError** error) {
  g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "the message is too large");
  return -1;
}

GInputStream* base_of(gpointer input) {
  return g_filter_input_stream_get_base_stream(G_FILTER_INPUT_STREAM(input));
}

struct GatedInput {
  GFilterInputStream parent;
  SharedGate gate;
  std::size_t turn;
};
struct GatedInputClass {
  GFilterInputStreamClass parent;
};
gpointer parent_class = nullptr;

GatedInput* gated_input(gpointer stream) { return static_cast<GatedInput*>(stream); }

// Reads to nowhere: nothing more comes, or the end.
gssize swallow(GatedInput* self, GError** error) {
  std::array<char, 4096> nowhere;
  while (self->turn < kTurn) {
    const auto got = g_pollable_input_stream_read_nonblocking(
        G_POLLABLE_INPUT_STREAM(base_of(self)), nowhere.data(), nowhere.size(), nullptr, error);
    if (got <= 0) return got;
    self->turn += static_cast<std::size_t>(got);
  }
  return would_block(error);
}

gssize gated_input_read_nonblocking(GPollableInputStream* stream, void* buffer, gsize count,
                                    GError** error) {
  auto* self = gated_input(stream);
  const auto allowed = std::min(count, self->gate->allowance());
  if (allowed == 0 && count > 0)
    return self->gate->swallows() ? swallow(self, error) : too_large(error);
  if (self->turn >= kTurn) return would_block(error);
  const auto got = g_pollable_input_stream_read_nonblocking(
      G_POLLABLE_INPUT_STREAM(base_of(stream)), buffer, allowed, nullptr, error);
  if (got <= 0) return got;
  self->turn += static_cast<std::size_t>(got);
  self->gate->read(static_cast<std::size_t>(got));
  return got;
}

// Only TLS waits here, on its thread.
gssize gated_input_read(GInputStream* stream, void* buffer, gsize count, GCancellable* cancellable,
                        GError** error) {
  auto* self = gated_input(stream);
  self->turn = 0;
  if (!self->gate->may_wait())
    return gated_input_read_nonblocking(G_POLLABLE_INPUT_STREAM(stream), buffer, count, error);
  const auto got = g_input_stream_read(base_of(stream), buffer, count, cancellable, error);
  if (got > 0) self->gate->read(static_cast<std::size_t>(got));
  return got;
}

gboolean gated_input_can_poll(GPollableInputStream*) { return TRUE; }

gboolean gated_input_is_readable(GPollableInputStream* stream) {
  return g_pollable_input_stream_is_readable(G_POLLABLE_INPUT_STREAM(base_of(stream)));
}

GSource* gated_input_source(GPollableInputStream* stream, GCancellable* cancellable) {
  gated_input(stream)->turn = 0;
  auto* base =
      g_pollable_input_stream_create_source(G_POLLABLE_INPUT_STREAM(base_of(stream)), cancellable);
  auto* source = g_pollable_source_new_full(stream, base, cancellable);
  g_source_unref(base);
  return source;
}

void gated_input_pollable_init(gpointer raw, gpointer) {
  auto* pollable = static_cast<GPollableInputStreamInterface*>(raw);
  pollable->can_poll = gated_input_can_poll;
  pollable->is_readable = gated_input_is_readable;
  pollable->create_source = gated_input_source;
  pollable->read_nonblocking = gated_input_read_nonblocking;
}

void gated_input_init(GTypeInstance* self, gpointer) { new (&gated_input(self)->gate) SharedGate; }

void gated_input_finalize(GObject* object) {
  gated_input(object)->gate.~SharedGate();
  G_OBJECT_CLASS(parent_class)->finalize(object);
}

void gated_input_class_init(gpointer type, gpointer) {
  parent_class = g_type_class_peek_parent(type);
  G_OBJECT_CLASS(type)->finalize = gated_input_finalize;
  G_INPUT_STREAM_CLASS(type)->read_fn = gated_input_read;
}

GType gated_input_type() {
  static const GType type = [] {
    const GTypeInfo info{.class_size = sizeof(GatedInputClass),
                         .base_init = nullptr,
                         .base_finalize = nullptr,
                         .class_init = gated_input_class_init,
                         .class_finalize = nullptr,
                         .class_data = nullptr,
                         .instance_size = sizeof(GatedInput),
                         .n_preallocs = 0,
                         .instance_init = gated_input_init,
                         .value_table = nullptr};
    const auto made = g_type_register_static(G_TYPE_FILTER_INPUT_STREAM, "P2pcallGatedInput", &info,
                                             GTypeFlags{});
    const GInterfaceInfo pollable{gated_input_pollable_init, nullptr, nullptr};
    g_type_add_interface_static(made, G_TYPE_POLLABLE_INPUT_STREAM, &pollable);
    return made;
  }();
  return type;
}

}  // namespace

namespace signalling {

GInputStream* gated_input(GInputStream* base, const SharedGate& gate) {
  auto* input = g_object_new(gated_input_type(), "base-stream", base, nullptr);
  ::gated_input(input)->gate = gate;
  return G_INPUT_STREAM(input);
}

}  // namespace signalling
