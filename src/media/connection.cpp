#include "media/connection.h"

#include <utility>

#include "media/hooks.h"
#include "media/network.h"

namespace media {
namespace {

constexpr guint kMostStreams = 8;  // of the peer; each has threads of its own
constexpr guint kStunPacing = 5;   // ms; RFC 8445 §14.2 allows no less, libnice's default is 20

Ptr<GstWebRTCSessionDescription> session_description(GstWebRTCSDPType type,
                                                     const std::string& text) {
  GstSDPMessage* raw = nullptr;
  const auto result = gst_sdp_message_new_from_text(text.c_str(), &raw);
  Ptr<GstSDPMessage> sdp{raw};
  if (result != GST_SDP_OK) return {};
  return Ptr<GstWebRTCSessionDescription>{gst_webrtc_session_description_new(type, sdp.release())};
}

}  // namespace

Connection::Connection(unsigned generation, GstElement* pipeline, const Ice& ice,
                       Certificate certificate, Listener& listener)
    : generation_{generation},
      certificate_{std::move(certificate)},
      listener_{listener},
      pipeline_{gobject::share(pipeline)},
      webrtc_{make_element("webrtcbin")} {
  g_object_set(webrtc_.get(), "latency", guint(kRepairWait / GST_MSECOND), nullptr);
  gst_util_set_object_arg(G_OBJECT(webrtc_.get()), "bundle-policy", "max-bundle");
  configure_agent(ice);
  const Ptr<GstElement> rtpbin{gst_bin_get_by_name(GST_BIN(webrtc_.get()), "rtpbin")};
  g_object_set(rtpbin.get(), "max-streams", kMostStreams, nullptr);
  watch(webrtc_.get());
  add(pipeline, webrtc_);
  gst_element_sync_state_with_parent(webrtc_.get());
}

Connection::~Connection() {
  connections_.clear();
  for (auto& transceiver : transceivers_) transceiver.reset();
  // Whole, with its pads: releasing a pad that still waits for the connection deadlocks in 1.22.
  remove(pipeline_.get(), webrtc_);
}

void Connection::configure_agent(const Ice& ice) {
  if (!ice.stun.empty())
    g_object_set(webrtc_.get(), "stun-server", ice.stun.front().c_str(), nullptr);
  for (const auto& url : ice.turn) {
    gboolean taken = FALSE;
    g_signal_emit_by_name(webrtc_.get(), "add-turn-server", url.c_str(), &taken);
    if (!taken) g_warning("media: a TURN server's URL was not understood and is left out");
  }
  if (ice.relay_only)
    gst_util_set_object_arg(G_OBJECT(webrtc_.get()), "ice-transport-policy", "relay");
  const Ptr<GObject> outer{gobject::property<GObject*>(webrtc_.get(), "ice-agent")};
  g_object_set(outer.get(), "ice-tcp", FALSE, nullptr);
  gboolean added = FALSE;
  if (has_only_loopback())
    g_signal_emit_by_name(outer.get(), "add-local-ip-address", "127.0.0.1", &added);
  const Ptr<GObject> agent{gobject::property<GObject*>(outer.get(), "agent")};
  g_object_set(agent.get(), "upnp", FALSE, "stun-pacing-timer", kStunPacing, nullptr);
}

// Handlers run on webrtcbin's threads: they copy and post.
void Connection::watch(GstElement* webrtc) {
  auto send = mailbox_.sender();
  auto judged = [this, send](Gate::State state) {
    send([this, state] {
      if (state == Gate::State::Shut) return listener_.on_wrong_key(*this);
      on_state();
    });
  };
  connections_.push_back(set_hooks(webrtc, {gate_, reports_, certificate_.pem, judged}));
  connections_.push_back(gobject::connect<guint, const char*>(
      webrtc, "on-ice-candidate", [this, send](guint line, const char* text) {
        send([this, line, candidate = std::string{text ? text : ""}] {
          listener_.on_candidate(*this, line, candidate);
        });
      }));
  for (const auto* property : {"notify::connection-state", "notify::ice-connection-state"})
    connections_.push_back(gobject::connect<GParamSpec*>(
        webrtc, property, [this, send](GParamSpec*) { send([this] { on_state(); }); }));
  connections_.push_back(gobject::connect<GstPad*>(
      webrtc, "pad-added", [&listener = listener_, generation = generation_](GstPad* pad) {
        if (GST_PAD_IS_SRC(pad)) listener.link(pad, generation);
      }));
}

void Connection::on_state() {
  const auto ice =
      gobject::property<GstWebRTCICEConnectionState>(webrtc_.get(), "ice-connection-state");
  if (ice == GST_WEBRTC_ICE_CONNECTION_STATE_FAILED) return listener_.on_no_path(*this);
  const auto state =
      gobject::property<GstWebRTCPeerConnectionState>(webrtc_.get(), "connection-state");
  if (connected_ || state != GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED) return;
  if (gate_->state() != Gate::State::Open) return;
  connected_ = true;
  listener_.on_connected(*this);
}

void Connection::make_offer(const std::vector<Track>& tracks) {
  for (const auto& track : tracks) add_track(track);
  create("create-offer", "offer");
}

void Connection::make_answer(const std::string& offer,
                             const std::vector<sdp::Fingerprint>& announced,
                             const std::vector<Track>& tracks) {
  offer_ = offer;
  gate_->announce(announced);
  for (const auto& track : tracks) add_track(track);
  if (set_description("set-remote-description", GST_WEBRTC_SDP_TYPE_OFFER, offer))
    create("create-answer", "answer");
}

void Connection::take_answer(const std::string& answer,
                             const std::vector<sdp::Fingerprint>& announced,
                             const std::vector<Track>& tracks) {
  gate_->announce(announced);
  for (const auto& track : tracks)  // else nothing but the codec offered first would get through
    g_object_set(transceivers_.at(std::size_t(track.kind)).get(), "codec-preferences",
                 rtp_caps(track, track.codecs.front()).get(), nullptr);
  set_description("set-remote-description", GST_WEBRTC_SDP_TYPE_ANSWER, answer);
}

// webrtcbin knows the bundle's transport by its first m= line only.
void Connection::add_candidate(const std::string& candidate) {
  g_signal_emit_by_name(webrtc_.get(), "add-ice-candidate", 0U,
                        candidate.empty() ? nullptr : candidate.c_str());
}

GstPad* Connection::send_pad(sdp::Kind kind) const {
  return send_pads_.at(std::size_t(kind)).get();
}

// Only the first codec is told to webrtcbin, which offers retransmission for no other; the rest is
// written into the offer (adopt_local).
void Connection::add_track(const Track& track) {
  tracks_.push_back(track);
  const auto caps = rtp_caps(track, track.codecs.front());
  auto& transceiver = transceivers_.at(std::size_t(track.kind));
  if (track.sends) {
    Ptr<GstPad> pad{gst_element_request_pad_simple(webrtc_.get(), "sink_%u")};
    transceiver.reset(gobject::property<GstWebRTCRTPTransceiver*>(pad.get(), "transceiver"));
    send_pads_.at(std::size_t(track.kind)) = std::move(pad);
  } else {
    GstWebRTCRTPTransceiver* made = nullptr;
    g_signal_emit_by_name(webrtc_.get(), "add-transceiver",
                          GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, caps.get(), &made);
    transceiver.reset(made);
  }
  g_object_set(transceiver.get(), "codec-preferences", caps.get(), "do-nack",
               track.kind == sdp::Kind::Video, nullptr);
}

void Connection::create(const char* signal, const char* field) {
  auto take = [this, field, send = mailbox_.sender()](const GstStructure* reply,
                                                      const Glib::Error* error) {
    if (error)
      return send([this, why = std::string{error->what()}] { listener_.on_failure(*this, why); });
    GstWebRTCSessionDescription* raw = nullptr;
    gst_structure_get(reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &raw, nullptr);
    const Ptr<GstWebRTCSessionDescription> made{raw};
    const Ptr<char> text{made ? gst_sdp_message_as_text(made->sdp) : nullptr};
    send([this, made = std::string{text ? text.get() : ""}] { adopt_local(made); });
  };
  g_signal_emit_by_name(webrtc_.get(), signal, nullptr, promise(std::move(take)));
}

// Mends what webrtcbin wrote, before it is set and sent.
void Connection::adopt_local(const std::string& made) {
  const auto offers = offer_.empty();
  auto text = sdp::announce(made, certificate_.fingerprint);
  if (offers) {
    const auto own = sdp::read(text);
    const auto* description = std::get_if<sdp::Description>(&own);
    if (!description) return listener_.on_failure(*this, std::get<sdp::Refusal>(own).why);
    for (const auto& medium : description->media)
      for (const auto& track : tracks_)
        if (track.kind == medium.kind && track.kind == sdp::Kind::Video)
          text = sdp::list_codecs(text, medium.mid, track.codecs);
  } else {
    text = sdp::keep_reduced_size(text, offer_);
  }
  const auto type = offers ? GST_WEBRTC_SDP_TYPE_OFFER : GST_WEBRTC_SDP_TYPE_ANSWER;
  if (set_description("set-local-description", type, text))
    listener_.on_described(*this, std::move(text));
}

// Whether webrtcbin was given it; what becomes of it there shows later.
bool Connection::set_description(const char* signal, GstWebRTCSDPType type,
                                 const std::string& text) {
  const auto description = session_description(type, text);
  if (!description) {
    listener_.on_failure(*this, "a session description could not be read");
    return false;
  }
  auto report = [this, send = mailbox_.sender()](const GstStructure*, const Glib::Error* error) {
    if (error) send([this, why = std::string{error->what()}] { listener_.on_failure(*this, why); });
  };
  g_signal_emit_by_name(webrtc_.get(), signal, description.get(), promise(std::move(report)));
  return true;
}

}  // namespace media
