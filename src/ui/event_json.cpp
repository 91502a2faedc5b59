#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

#include <json-glib/json-glib.h>

#include "ui/events.h"

namespace ui {
namespace {

struct Release {
  void operator()(JsonBuilder* builder) const { g_object_unref(builder); }
  void operator()(JsonNode* node) const { json_node_unref(node); }
  void operator()(char* text) const { g_free(text); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

// Writes the members of one object, each by the type of its value.
class Writer {
 public:
  Writer() { json_builder_begin_object(builder_.get()); }

  Writer& add(const char* key, const std::string& text) {
    // Names of devices and texts of files need not be UTF-8; JSON must be.
    const Owned<char> valid{g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()))};
    json_builder_set_member_name(builder_.get(), key);
    json_builder_add_string_value(builder_.get(), valid.get());
    return *this;
  }
  Writer& add(const char* key, const char* text) { return add(key, std::string{text}); }
  Writer& add(const char* key, std::string_view text) { return add(key, std::string{text}); }
  Writer& add(const char* key, bool value) {
    json_builder_set_member_name(builder_.get(), key);
    json_builder_add_boolean_value(builder_.get(), value ? TRUE : FALSE);
    return *this;
  }
  Writer& add(const char* key, std::uint64_t value) {
    json_builder_set_member_name(builder_.get(), key);
    json_builder_add_int_value(builder_.get(), static_cast<gint64>(value));
    return *this;
  }
  Writer& add(const char* key, unsigned value) { return add(key, std::uint64_t{value}); }
  Writer& add(const char* key, Milliseconds value) {
    return add(key, static_cast<std::uint64_t>(value.count()));
  }
  Writer& add(const char* key, double value) {
    constexpr double kStep = 1000;  // more would be noise
    if (!std::isfinite(value)) return *this;
    json_builder_set_member_name(builder_.get(), key);
    json_builder_add_double_value(builder_.get(), std::round(value * kStep) / kStep);
    return *this;
  }
  template <class T>
  Writer& add(const char* key, const std::optional<T>& value) {
    return value ? add(key, *value) : *this;
  }
  Writer& begin(const char* key) {
    json_builder_set_member_name(builder_.get(), key);
    json_builder_begin_object(builder_.get());
    return *this;
  }
  Writer& end() {
    json_builder_end_object(builder_.get());
    return *this;
  }
  std::string text() {
    end();
    const Owned<JsonNode> root{json_builder_get_root(builder_.get())};
    const Owned<char> text{json_to_string(root.get(), FALSE)};
    return text.get();
  }

 private:
  Owned<JsonBuilder> builder_{json_builder_new()};
};

void write(Writer& out, const char* way, const FlowStats& flow) {
  out.begin(way);
  if (flow.video) {
    const auto& it = *flow.video;
    out.begin("video").add("bitrate_bps", it.bitrate_bps).add("packets", it.packets);
    out.add("lost", it.lost).add("retransmitted", it.retransmitted).add("frames", it.frames);
    out.add("fps", it.fps).add("width", it.width).add("height", it.height).add("codec", it.codec);
    out.end();
  }
  if (flow.audio) {
    const auto& it = *flow.audio;
    out.begin("audio").add("bitrate_bps", it.bitrate_bps).add("packets", it.packets);
    out.add("lost", it.lost).add("codec", it.codec).end();
  }
  out.end();
}

void write(Writer& out, const Registered& it) {
  out.add("event", "registered").add("peer", it.peer).add("server", it.server);
}
void write(Writer& out, const Online& it) { out.add("event", "online").add("peer", it.peer); }
void write(Writer& out, const Offline& it) { out.add("event", "offline").add("peer", it.peer); }
void write(Writer&, const Waiting&) {}
void write(Writer& out, const Incoming& it) {
  out.add("event", "incoming").add("call", it.call).add("from", it.from);
}
void write(Writer& out, const Ringing& it) { out.add("event", "ringing").add("call", it.call); }
void write(Writer& out, const Accepted& it) { out.add("event", "accepted").add("call", it.call); }
void write(Writer& out, const Connected& it) {
  out.add("event", "connected").add("call", it.call).add("ms", it.after);
}
void write(Writer& out, const FirstFrame& it) {
  out.add("event", "first-frame").add("call", it.call).add("media", it.media).add("ms", it.after);
}
void write(Writer& out, const Stats& it) {
  out.add("event", "stats");
  write(out, "send", it.send);
  write(out, "receive", it.receive);
  out.add("rtt_ms", it.rtt_ms).add("estimate_bps", it.estimate_bps);
  out.add("jitter_ms", it.jitter_ms).add("delay_ms", it.delay_ms);
  out.add("freezes", it.freezes).add("frozen_ms", it.frozen_ms);
  out.add("concealed_ms", it.concealed_ms);
  if (!it.local_candidate.empty()) out.add("local_candidate", it.local_candidate);
  if (!it.remote_candidate.empty()) out.add("remote_candidate", it.remote_candidate);
}
void write(Writer& out, const Muted& it) {
  out.add("event", "muted").add("media", it.media).add("on", it.on).add("by", it.by);
}
void write(Writer& out, const Ended& it) {
  out.add("event", "ended").add("call", it.call).add("reason", it.reason).add("by", it.by);
}
void write(Writer& out, const Warning& it) {
  out.add("event", "warning").add("code", name(it.code)).add("text", it.text);
}
void write(Writer& out, const Error& it) {
  out.add("event", "error").add("code", name(it.code)).add("text", it.text);
}
void write(Writer& out, const Pipeline& it) { out.add("event", "pipeline").add("text", it.text); }

// Always with three decimals, which JsonGenerator cannot.
std::string seconds(Milliseconds t) {
  constexpr auto kThousand = 1000;
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%lld.%03d",
                      static_cast<long long>(t.count() / kThousand),
                      static_cast<int>(t.count() % kThousand));
  return text.data();
}

}  // namespace

std::string to_json(const Event& event, Milliseconds t) {
  if (std::holds_alternative<Waiting>(event)) return {};
  Writer out;
  std::visit([&](const auto& it) { write(out, it); }, event);
  return "{\"t\":" + seconds(t) + "," + out.text().substr(1);
}

}  // namespace ui
