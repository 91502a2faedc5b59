#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "media/gst_types.h"
#include "sdp/sdp.h"

namespace media {

// One medium as a connection carries it.
struct Track {
  sdp::Kind kind = sdp::Kind::Audio;
  std::uint32_t ssrc = 0;          // of what we send
  std::vector<sdp::Codec> codecs;  // to offer, or the one to answer with
  std::optional<unsigned> transport_cc;
  bool sends = true;
  bool operator==(const Track&) const = default;
};

// The caps of `codec` that webrtcbin compares with the peer's and writes into our description. With
// the SSRC in them, it also announces the one of the retransmissions (RFC 4588 §8.6), before any
// encoder is linked.
Ptr<GstCaps> rtp_caps(const Track& track, const sdp::Codec& codec);

// What a payloader is to write: payload type, SSRC and header extensions. It takes them from the
// caps of the filter behind it.
Ptr<GstCaps> payload_caps(const Track& track, const sdp::Codec& codec);

// What is to be claimed of its packets besides: x264enc's and openh264enc's profile-level-id
// differs in its last digits from what was agreed on, and webrtcbin would let nothing through.
Ptr<GstCaps> claimed_caps(const sdp::Codec& codec);

}  // namespace media
