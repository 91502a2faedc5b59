#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "media/rtp_caps.h"
#include "media/stage.h"
#include "media/studio.h"
#include "sdp/sdp.h"

// Which media, in which codecs, our descriptions have, given what the peer's say.
namespace media {

using Ssrcs = std::array<std::uint32_t, 2>;  // of what we send, by sdp::Kind

// All that can be offered. What an encoder does already comes first: a change of the connection is
// no reason to change the codec.
std::vector<Track> tracks_to_offer(const Studio& studio, const Stage& stage, const Ssrcs& ssrcs);

// An m= line of a description.
struct Line {
  std::string mid;
  unsigned index = 0;
};

// A medium of an offer that fits, with the one codec to answer with.
struct Fit {
  Track track;
  Line line;
};
std::vector<Fit> tracks_to_answer(const Studio& studio, const sdp::Description& offer,
                                  const Ssrcs& ssrcs);

// What is left of `offered` by the peer's `answer`, each with the first of its codecs that we
// offered, as we offered it.
std::vector<Track> agreed_tracks(const std::vector<Track>& offered, const sdp::Description& answer);

}  // namespace media
