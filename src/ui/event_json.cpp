#include <array>
#include <cstdio>

#include "base/json_writer.h"
#include "ui/events.h"

namespace ui {
namespace {

using Writer = JsonWriter;

std::uint64_t ms(Milliseconds time) { return static_cast<std::uint64_t>(time.count()); }

void write(Writer& out, const char* way, const FlowStats& flow) {
  out.open(way);
  if (flow.video) {
    const auto& it = *flow.video;
    out.open("video").add("bitrate_bps", it.bitrate_bps).add("packets", it.packets);
    out.add("lost", it.lost).add("retransmitted", it.retransmitted).add("frames", it.frames);
    out.add("fps", it.fps).add("width", it.width).add("height", it.height).add("codec", it.codec);
    out.close();
  }
  if (flow.audio) {
    const auto& it = *flow.audio;
    out.open("audio").add("bitrate_bps", it.bitrate_bps).add("packets", it.packets);
    out.add("lost", it.lost).add("codec", it.codec).close();
  }
  out.close();
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
  out.add("event", "connected").add("call", it.call).add("ms", ms(it.after));
}
void write(Writer& out, const FirstFrame& it) {
  out.add("event", "first-frame")
      .add("call", it.call)
      .add("media", it.media)
      .add("ms", ms(it.after));
}
void write(Writer& out, const Stats& it) {
  out.add("event", "stats");
  write(out, "send", it.send);
  write(out, "receive", it.receive);
  out.add("rtt_ms", it.rtt_ms).add("estimate_bps", it.estimate_bps);
  out.add("jitter_ms", it.jitter_ms).add("delay_ms", it.delay_ms);
  out.add("freezes", it.freezes).add("frozen_ms", it.frozen_ms);
  out.add("concealed_ms", it.concealed_ms);
  out.add_any("local_candidate", it.local_candidate);
  out.add_any("remote_candidate", it.remote_candidate);
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
