#include "media/statistics.h"

#include <algorithm>
#include <nice/agent.h>
#include <optional>
#include <string_view>

namespace media {
namespace {

constexpr double kNtpShort = 65536;  // RFC 3550 §6.4.1: round trips count in 1/65536 s
constexpr double kAudioClock = 48000, kVideoClock = 90000;

template <class T>
T field(const Ptr<GstStructure>& structure, const char* name, GType type) {
  T value{};
  if (structure) gst_structure_get(structure.get(), name, type, &value, nullptr);
  return value;
}

std::uint64_t count(const Ptr<GstStructure>& structure, const char* name) {
  return field<guint64>(structure, name, G_TYPE_UINT64);
}

Ptr<GObject> rtp_session(GstElement* webrtc) {
  const Ptr<GstElement> rtpbin{gst_bin_get_by_name(GST_BIN(webrtc), "rtpbin")};
  GObject* session = nullptr;
  g_signal_emit_by_name(rtpbin.get(), "get-internal-session", 0, &session);
  return Ptr<GObject>{session};
}

// What the session knows of that stream; empty when it does not know it yet.
Ptr<GstStructure> source_stats(GObject* session, std::uint32_t ssrc) {
  GObject* raw = nullptr;
  g_signal_emit_by_name(session, "get-source-by-ssrc", ssrc, &raw);
  const Ptr<GObject> source{raw};
  return Ptr<GstStructure>{source ? gobject::property<GstStructure*>(source.get(), "stats")
                                  : nullptr};
}

// The sum of what `count` gives of each element of that factory within `bin`.
std::uint64_t sum(GstElement* bin, const char* factory, std::uint64_t (*count)(GstElement*)) {
  struct Sum {
    std::string_view factory;
    std::uint64_t (*count)(GstElement*);
    std::uint64_t total;
  } sum{factory, count, 0};
  auto add = +[](const GValue* value, gpointer data) {
    auto& sum = *static_cast<Sum*>(data);
    auto* element = GST_ELEMENT(g_value_get_object(value));
    auto* made_by = gst_element_get_factory(element);
    if (made_by && sum.factory == GST_OBJECT_NAME(made_by)) sum.total += sum.count(element);
  };
  auto* iterator = gst_bin_iterate_recurse(GST_BIN(bin));
  while (gst_iterator_foreach(iterator, add, &sum) == GST_ITERATOR_RESYNC) {
    sum.total = 0;
    gst_iterator_resync(iterator);
  }
  gst_iterator_free(iterator);
  return sum.total;
}

std::uint64_t repairs_sent(GstElement* webrtc) {
  return sum(webrtc, "rtprtxsend", [](GstElement* element) -> std::uint64_t {
    return gobject::property<guint>(element, "num-rtx-packets");
  });
}

std::uint64_t repairs_used(GstElement* webrtc) {
  return sum(webrtc, "rtprtxreceive", [](GstElement* element) -> std::uint64_t {
    return gobject::property<guint>(element, "num-rtx-assoc-packets");
  });
}

// Sound that was made up, by the decoder's own account.
std::uint64_t concealed_ms(GstElement* decoder) {
  return sum(decoder, "opusdec", [](GstElement* element) {
    const Ptr<GstStructure> stats{gobject::property<GstStructure*>(element, "stats")};
    return count(stats, "plc-duration") / GST_MSECOND;
  });
}

// What the peer's transport-wide feedback says that it gets, in bit/s; nothing before it has said
// anything.
std::optional<std::uint64_t> received_by_peer(GstElement* webrtc) {
  const Ptr<GstElement> rtpbin{gst_bin_get_by_name(GST_BIN(webrtc), "rtpbin")};
  GstElement* raw = nullptr;
  g_signal_emit_by_name(rtpbin.get(), "get-session", 0U, &raw);
  const Ptr<GstElement> session{raw};
  const Ptr<GstStructure> twcc{
      session ? gobject::property<GstStructure*>(session.get(), "twcc-stats") : nullptr};
  const auto rate = field<guint>(twcc, "bitrate-recv", G_TYPE_UINT);
  return rate > 0 ? std::optional<std::uint64_t>{rate} : std::nullopt;
}

const char* type_name(const NiceCandidate* candidate) {
  switch (candidate->type) {
    case NICE_CANDIDATE_TYPE_HOST: return "host";
    case NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE: return "srflx";
    case NICE_CANDIDATE_TYPE_PEER_REFLEXIVE: return "prflx";
    case NICE_CANDIDATE_TYPE_RELAYED: return "relay";
  }
  return "";
}

void read_candidates(GstElement* webrtc, Stats& stats) {
  const Ptr<GObject> outer{gobject::property<GObject*>(webrtc, "ice-agent")};
  const Ptr<GObject> agent{gobject::property<GObject*>(outer.get(), "agent")};
  NiceCandidate *local = nullptr, *remote = nullptr;
  if (!nice_agent_get_selected_pair(NICE_AGENT(agent.get()), 1, 1, &local, &remote)) return;
  stats.local_candidate = type_name(local);
  stats.remote_candidate = type_name(remote);
}

}  // namespace

double Statistics::Rate::per_second(std::uint64_t now, double seconds) {
  const auto grown = now > before ? now - before : 0;
  before = now;
  return seconds > 0 ? double(grown) / seconds : 0;
}

Stats Statistics::read(const Connection& connection, const Stage& stage) {
  const auto now = g_get_monotonic_time();
  seconds_ = last_ ? double(now - last_) / G_USEC_PER_SEC : 0;
  last_ = now;
  Stats stats;
  auto* webrtc = connection.element();
  const auto session = rtp_session(webrtc);
  for (const auto kind : {sdp::Kind::Audio, sdp::Kind::Video}) {
    auto& medium = media_.at(std::size_t(kind));
    if (const auto* sender = stage.sender(kind))
      read_sending(session.get(), connection, *sender, *stage.captured(kind), medium, stats.send);
    if (const auto* receiver = stage.receiver(kind); receiver && receiver->ssrc())
      read_receiving(session.get(), webrtc, *receiver, medium, stats);
  }
  stats.delay_ms = double(stage.latency()) / GST_MSECOND + stats.rtt_ms.value_or(0) / 2;
  // As much as the path carried is the least that it can carry: until there is a real estimate.
  stats.estimate_bps = received_by_peer(webrtc);
  read_candidates(webrtc, stats);
  return stats;
}

void Statistics::read_sending(GObject* session, const Connection& connection, const Sender& sender,
                              const Meter& captured, Medium& medium, FlowStats& flow) {
  const auto& track = sender.track();
  const auto stats = source_stats(session, track.ssrc);
  const auto rate =
      std::uint64_t(8 * medium.sent_bytes.per_second(count(stats, "octets-sent"), seconds_));
  const auto packets = count(stats, "packets-sent");
  const auto& codec = track.codecs.front().name;
  const auto lost = connection.reports().lost(track.ssrc);
  if (track.kind == sdp::Kind::Audio) {
    flow.audio = {rate, packets, lost, codec};
    return;
  }
  flow.video = {rate,
                packets,
                lost,
                repairs_sent(connection.element()),
                captured.frames,
                medium.captured.per_second(captured.frames, seconds_),
                unsigned(captured.width),
                unsigned(captured.height),
                codec};
}

void Statistics::read_receiving(GObject* session, GstElement* webrtc, const Receiver& receiver,
                                Medium& medium, Stats& stats) {
  const auto source = source_stats(session, receiver.ssrc());
  const auto rate = std::uint64_t(
      8 * medium.received_bytes.per_second(count(source, "octets-received"), seconds_));
  const auto packets = count(source, "packets-received");
  const auto lost = std::uint64_t(std::max(field<gint>(source, "packets-lost", G_TYPE_INT), 0));
  const auto jitter = field<guint>(source, "jitter", G_TYPE_UINT);
  if (field<gboolean>(source, "have-rb", G_TYPE_BOOLEAN))
    stats.rtt_ms = field<guint>(source, "rb-round-trip", G_TYPE_UINT) / kNtpShort * 1000;
  const auto& meter = receiver.meter();
  if (receiver.kind() == sdp::Kind::Audio) {
    stats.receive.audio = {rate, packets, lost, receiver.codec()};
    stats.concealed_ms = concealed_ms(receiver.element());
    if (!stats.jitter_ms) stats.jitter_ms = jitter / kAudioClock * 1000;
    return;
  }
  stats.receive.video = {rate,
                         packets,
                         lost,
                         repairs_used(webrtc),
                         meter.frames,
                         medium.shown.per_second(meter.frames, seconds_),
                         unsigned(meter.width),
                         unsigned(meter.height),
                         receiver.codec()};
  stats.jitter_ms = jitter / kVideoClock * 1000;
  stats.freezes = meter.freezes;
  stats.frozen_ms = std::uint64_t(meter.frozen_ms.load());
}

}  // namespace media
