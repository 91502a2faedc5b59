#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/mailbox.h"
#include "media/certificate.h"
#include "media/gate.h"
#include "media/gst_types.h"
#include "media/report_blocks.h"
#include "media/rtp_caps.h"
#include "sdp/sdp.h"

namespace media {

// How long the jitter buffer waits for a packet that is missing, in ns. What comes in order leaves
// it at once: the delay that people notice is set by the stage.
inline constexpr GstClockTime kRepairWait = 200 * GST_MSECOND;

// The servers and rules by which a path is sought (RFC 8445).
struct Ice {
  std::vector<std::string> stun;  // stun://host:port
  std::vector<std::string> turn;  // turn://user:password@host:port?transport=udp
  bool relay_only = false;
};

// One peer connection: one webrtcbin, one offer, one answer, never negotiated again. It hangs in
// the call's pipeline, which must be playing; what it sends is linked to send_pad() once it is
// connected, and what it receives comes as pads. Main thread only, as are the listener's calls.
class Connection {
 public:
  class Listener {
   public:
    virtual void on_described(Connection& from, std::string sdp) = 0;
    virtual void on_candidate(Connection& from, unsigned line, std::string candidate) = 0;
    virtual void on_connected(Connection& from) = 0;  // and the peer's key is the announced one
    virtual void on_wrong_key(Connection& from) = 0;  // it is not
    virtual void on_no_path(Connection& from) = 0;    // ICE failed; a late candidate may mend it
    virtual void on_failure(Connection& from, std::string what) = 0;
    // On a streaming thread, which must not wait: `pad` has what the peer sends, to be linked now.
    virtual void link(GstPad* pad, unsigned generation) = 0;

   protected:
    ~Listener() = default;
  };

  // `listener` outlives the connection.
  Connection(unsigned generation, GstElement* pipeline, const Ice& ice, Certificate certificate,
             Listener& listener);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  unsigned generation() const { return generation_; }

  // Each ends in on_described() or on_failure().
  void make_offer(const std::vector<Track>& tracks);
  void make_answer(const std::string& offer, const std::vector<sdp::Fingerprint>& announced,
                   const std::vector<Track>& tracks);

  // `tracks` are those of the offer that were agreed on, each with its one codec.
  void take_answer(const std::string& answer, const std::vector<sdp::Fingerprint>& announced,
                   const std::vector<Track>& tracks);
  // An empty candidate: no more will come.
  void add_candidate(const std::string& candidate);

  // Where RTP of that kind goes in; null when that medium is not sent.
  GstPad* send_pad(sdp::Kind kind) const;
  GstElement* element() const { return webrtc_.get(); }
  bool owns(GstObject* source) const { return is_within(source, webrtc_.get()); }
  const Gate& gate() const { return *gate_; }
  const ReportBlocks& reports() const { return *reports_; }

 private:
  void configure_agent(const Ice& ice);
  void watch(GstElement* webrtc);
  void add_track(const Track& track);
  void create(const char* signal, const char* field);
  void adopt_local(const std::string& made);
  bool set_description(const char* signal, GstWebRTCSDPType type, const std::string& text);
  void on_state();

  const unsigned generation_;
  Certificate certificate_;
  Listener& listener_;
  std::vector<Track> tracks_;
  std::string offer_;  // the peer's, when we answer
  std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
  std::shared_ptr<ReportBlocks> reports_ = std::make_shared<ReportBlocks>();
  Ptr<GstElement> pipeline_, webrtc_;
  std::array<Ptr<GstPad>, 2> send_pads_;                      // by sdp::Kind
  std::array<Ptr<GstWebRTCRTPTransceiver>, 2> transceivers_;  // by sdp::Kind
  bool connected_ = false;
  std::vector<gobject::Connection> connections_;
  Mailbox mailbox_;  // last member: dies first, so no late task finds a half-dead owner
};

}  // namespace media
