#include "media/hooks.h"

#include <string_view>

namespace media {
namespace {

// More than RTCP's usual 5 % of an estimated bandwidth: by it webrtcbin holds back NACK, PLI and
// transport-wide feedback (RFC 4585 §3.5) until a repair comes too late. Absolute, in bit/s.
constexpr double kRtcpBandwidth = 200'000;
constexpr guint64 kRtcpInterval = GST_SECOND;  // RFC 3550 §6.2; 5 s by default
constexpr guint64 kTwccInterval = 50 * GST_MSECOND;

using Shared = std::shared_ptr<const Hooks>;

// A list of packets passes as a whole or not at all: it is of one kind.
GstBuffer* first_packet(GstPadProbeInfo* info) {
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) return GST_PAD_PROBE_INFO_BUFFER(info);
  auto* list = GST_PAD_PROBE_INFO_BUFFER_LIST(info);
  return gst_buffer_list_length(list) > 0 ? gst_buffer_list_get(list, 0) : nullptr;
}

void guard(GstElement* element, const char* pad_name, const Shared& hooks) {
  auto check = [](GstPad* pad, GstPadProbeInfo* info, gpointer data) {
    auto& gate = *(*static_cast<Shared*>(data))->gate;
    if (GST_PAD_IS_SRC(pad)) gate.packet_came(g_get_monotonic_time());
    auto* packet = first_packet(info);
    return packet && gate.lets_through(packet) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
  };
  const Ptr<GstPad> pad{gst_element_get_static_pad(element, pad_name)};
  gst_pad_add_probe(
      pad.get(), GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST), check,
      new Shared{hooks}, [](gpointer data) { delete static_cast<Shared*>(data); });
}

// Comes during the handshake, before the keys of SRTP are exported from it.
void judge_certificate(GstElement* decoder, const Hooks& hooks) {
  const Ptr<char> pem{gobject::property<char*>(decoder, "peer-pem")};
  if (pem) hooks.judged(hooks.gate->judge(pem.get()));
}

void tune_session(GstElement* element, const Shared& hooks) {
  const Ptr<GObject> session{gobject::property<GObject*>(element, "internal-session")};
  // Who may send is known from the handshake: the first packet counts (RFC 3550 §A.1 waits for
  // two).
  g_object_set(session.get(), "probation", 0U, nullptr);
  g_object_set(session.get(), "rtcp-fraction", kRtcpBandwidth, "rtcp-min-interval", kRtcpInterval,
               "rtcp-reduced-size", TRUE, "twcc-feedback-interval", kTwccInterval, nullptr);
  auto take = +[](GObject*, GstBuffer* rtcp, gpointer data) {
    (*static_cast<Shared*>(data))->reports->take(rtcp);
  };
  auto destroy = +[](gpointer data, GClosure*) { delete static_cast<Shared*>(data); };
  g_signal_connect_data(session.get(), "on-receiving-rtcp", G_CALLBACK(take), new Shared{hooks},
                        destroy, GConnectFlags{});
}

void adopt(GstElement* element, const Shared& hooks) {
  auto* factory = gst_element_get_factory(element);
  const std::string_view kind = factory ? GST_OBJECT_NAME(factory) : "";
  if (kind == "nicesrc") guard(element, "src", hooks);
  if (kind == "nicesink") guard(element, "sink", hooks);
  if (kind == "rtpsession") tune_session(element, hooks);
  // Media is live already: waiting once more for the clock only adds a frame's time of delay.
  if (kind == "clocksync") g_object_set(element, "sync", FALSE, nullptr);
  // The first packet goes on at once, not after the whole latency.
  if (kind == "rtpjitterbuffer") g_object_set(element, "faststart-min-packets", 1U, nullptr);
  if (kind != "dtlssrtpdec") return;
  g_object_set(element, "pem", hooks->pem.c_str(), nullptr);
  auto check = +[](GObject* decoder, GParamSpec*, gpointer data) {
    judge_certificate(GST_ELEMENT(decoder), **static_cast<Shared*>(data));
  };
  auto destroy = +[](gpointer data, GClosure*) { delete static_cast<Shared*>(data); };
  g_signal_connect_data(element, "notify::peer-pem", G_CALLBACK(check), new Shared{hooks}, destroy,
                        GConnectFlags{});
}

}  // namespace

gobject::Connection set_hooks(GstElement* webrtc, Hooks hooks) {
  auto shared = std::make_shared<const Hooks>(std::move(hooks));
  return gobject::connect<GstBin*, GstElement*>(
      webrtc, "deep-element-added",
      [shared](GstBin*, GstElement* element) { adopt(element, shared); });
}

}  // namespace media
