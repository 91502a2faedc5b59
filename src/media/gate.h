#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "media/gst_types.h"
#include "sdp/sdp.h"

namespace media {

// What stands between the network and a connection's media: until the certificate of the DTLS
// handshake is the one that the peer's description announced, only DTLS passes, in either
// direction; after a certificate that is not, nothing passes (webrtcbin 1.22 does not compare
// them).
//
// announce() is the main thread's, once, before the description is given to webrtcbin; the rest is
// called on streaming threads.
class Gate {
 public:
  enum class State { Waiting, Open, Shut };

  // The fingerprints of the peer's description.
  void announce(std::vector<sdp::Fingerprint> fingerprints);
  // The certificate that the peer proved to have. The first decides, and a later other one shuts.
  State judge(const char* pem);
  // Whether a packet may pass now.
  bool lets_through(GstBuffer* packet) const;

  State state() const { return state_; }
  // When the last packet came from the network, on the monotonic clock in µs; 0: none yet.
  std::int64_t last_packet() const { return last_packet_; }
  void packet_came(std::int64_t now) { last_packet_ = now; }

 private:
  bool matches(const char* pem) const;

  std::vector<sdp::Fingerprint> announced_;
  std::atomic<bool> told_ = false;  // publishes announced_
  std::atomic<State> state_ = State::Waiting;
  std::atomic<std::int64_t> last_packet_ = 0;
};

}  // namespace media
