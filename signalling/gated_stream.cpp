#include <array>
#include <new>

#include "signalling/gate.h"

// GObject's side of a Gate: a GIOStream with its input and its output stream, as libsoup wants
// them.
namespace {

using signalling::Gate;
using SharedGate = std::shared_ptr<Gate>;

constexpr std::size_t kTurn = 64 * 1024;  // read at most so much, then others have their turn

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

GOutputStream* base_of_output(gpointer output) {
  return g_filter_output_stream_get_base_stream(G_FILTER_OUTPUT_STREAM(output));
}

struct GatedInput {
  GFilterInputStream parent;
  SharedGate gate;
  std::size_t turn;
};
struct GatedInputClass {
  GFilterInputStreamClass parent;
};
void gated_input_pollable_init(GPollableInputStreamInterface* pollable);
G_DEFINE_TYPE_WITH_CODE(GatedInput, gated_input, G_TYPE_FILTER_INPUT_STREAM,
                        G_IMPLEMENT_INTERFACE(G_TYPE_POLLABLE_INPUT_STREAM,
                                              gated_input_pollable_init))

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

void gated_input_pollable_init(GPollableInputStreamInterface* pollable) {
  pollable->can_poll = gated_input_can_poll;
  pollable->is_readable = gated_input_is_readable;
  pollable->create_source = gated_input_source;
  pollable->read_nonblocking = gated_input_read_nonblocking;
}

void gated_input_init(GatedInput* self) { new (&self->gate) SharedGate; }

void gated_input_finalize(GObject* object) {
  gated_input(object)->gate.~SharedGate();
  G_OBJECT_CLASS(gated_input_parent_class)->finalize(object);
}

void gated_input_class_init(GatedInputClass* type) {
  G_OBJECT_CLASS(type)->finalize = gated_input_finalize;
  G_INPUT_STREAM_CLASS(type)->read_fn = gated_input_read;
}

struct GatedOutput {
  GFilterOutputStream parent;
  SharedGate gate;
};
struct GatedOutputClass {
  GFilterOutputStreamClass parent;
};
void gated_output_pollable_init(GPollableOutputStreamInterface* pollable);
G_DEFINE_TYPE_WITH_CODE(GatedOutput, gated_output, G_TYPE_FILTER_OUTPUT_STREAM,
                        G_IMPLEMENT_INTERFACE(G_TYPE_POLLABLE_OUTPUT_STREAM,
                                              gated_output_pollable_init))

GatedOutput* gated_output(gpointer stream) { return static_cast<GatedOutput*>(stream); }

gssize gated_output_write_nonblocking(GPollableOutputStream* stream, const void* buffer,
                                      gsize count, GError** error) {
  const auto sent = g_pollable_output_stream_write_nonblocking(
      G_POLLABLE_OUTPUT_STREAM(base_of_output(stream)), buffer, count, nullptr, error);
  gated_output(stream)->gate->wrote(sent == static_cast<gssize>(count));
  return sent;
}

// TLS says goodbye on the main loop, and must not wait there for one that does not read.
gssize gated_output_write(GOutputStream* stream, const void* buffer, gsize count,
                          GCancellable* cancellable, GError** error) {
  if (!gated_output(stream)->gate->may_wait())
    return gated_output_write_nonblocking(G_POLLABLE_OUTPUT_STREAM(stream), buffer, count, error);
  return g_output_stream_write(base_of_output(stream), buffer, count, cancellable, error);
}

gboolean gated_output_can_poll(GPollableOutputStream*) { return TRUE; }

gboolean gated_output_is_writable(GPollableOutputStream* stream) {
  return g_pollable_output_stream_is_writable(G_POLLABLE_OUTPUT_STREAM(base_of_output(stream)));
}

GSource* gated_output_source(GPollableOutputStream* stream, GCancellable* cancellable) {
  auto* base = g_pollable_output_stream_create_source(
      G_POLLABLE_OUTPUT_STREAM(base_of_output(stream)), cancellable);
  auto* source = g_pollable_source_new_full(stream, base, cancellable);
  g_source_unref(base);
  return source;
}

void gated_output_pollable_init(GPollableOutputStreamInterface* pollable) {
  pollable->can_poll = gated_output_can_poll;
  pollable->is_writable = gated_output_is_writable;
  pollable->create_source = gated_output_source;
  pollable->write_nonblocking = gated_output_write_nonblocking;
}

void gated_output_init(GatedOutput* self) { new (&self->gate) SharedGate; }

void gated_output_finalize(GObject* object) {
  gated_output(object)->gate.~SharedGate();
  G_OBJECT_CLASS(gated_output_parent_class)->finalize(object);
}

void gated_output_class_init(GatedOutputClass* type) {
  G_OBJECT_CLASS(type)->finalize = gated_output_finalize;
  G_OUTPUT_STREAM_CLASS(type)->write_fn = gated_output_write;
}

struct GatedStream {
  GIOStream parent;
  GIOStream* base;
  GInputStream* input;
  GOutputStream* output;
};
struct GatedStreamClass {
  GIOStreamClass parent;
};
G_DEFINE_TYPE(GatedStream, gated_stream, G_TYPE_IO_STREAM)

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

void gated_stream_init(GatedStream*) {}

void gated_stream_dispose(GObject* object) {
  G_OBJECT_CLASS(gated_stream_parent_class)->dispose(object);  // closes: the parts are needed
  auto* self = gated_stream(object);
  g_clear_object(&self->input);
  g_clear_object(&self->output);
  g_clear_object(&self->base);
}

void gated_stream_class_init(GatedStreamClass* type) {
  G_OBJECT_CLASS(type)->dispose = gated_stream_dispose;
  auto* stream = G_IO_STREAM_CLASS(type);
  stream->get_input_stream = gated_stream_input;
  stream->get_output_stream = gated_stream_output;
  stream->close_fn = gated_stream_close;
  stream->close_async = gated_stream_close_async;
  stream->close_finish = gated_stream_close_finish;
}

}  // namespace

namespace signalling {

gobject::Ptr<GIOStream> gated(GSocketConnection* socket, const SharedGate& gate) {
  auto* stream = gated_stream(g_object_new(gated_stream_get_type(), nullptr));
  stream->base = G_IO_STREAM(g_object_ref(socket));
  auto* input = g_object_new(gated_input_get_type(), "base-stream",
                             g_io_stream_get_input_stream(stream->base), nullptr);
  gated_input(input)->gate = gate;
  stream->input = G_INPUT_STREAM(input);
  auto* output = g_object_new(gated_output_get_type(), "base-stream",
                              g_io_stream_get_output_stream(stream->base), nullptr);
  gated_output(output)->gate = gate;
  stream->output = G_OUTPUT_STREAM(output);
  return gobject::Ptr<GIOStream>{G_IO_STREAM(stream)};
}

}  // namespace signalling
