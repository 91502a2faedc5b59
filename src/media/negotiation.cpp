#include "media/negotiation.h"

#include <algorithm>

namespace media {
namespace {

constexpr unsigned kTransportCcId = 3;  // as browsers number it

const sdp::Medium* accepted(const sdp::Description& answer, sdp::Kind kind) {
  const auto found = std::ranges::find_if(
      answer.media, [&](const auto& medium) { return medium.kind == kind && !medium.rejected; });
  return found == answer.media.end() ? nullptr : &*found;
}

const sdp::Codec* agreed_codec(const sdp::Medium& answer, const std::vector<sdp::Codec>& offered) {
  for (const auto& theirs : answer.codecs)
    for (const auto& ours : offered)
      if (theirs.payload == ours.payload && theirs.name == ours.name) return &ours;
  return nullptr;
}

}  // namespace

std::vector<Track> tracks_to_offer(const Studio& studio, const Stage& stage, const Ssrcs& ssrcs) {
  std::vector<Track> tracks;
  for (const auto kind : {sdp::Kind::Audio, sdp::Kind::Video}) {
    auto codecs = studio.offered(kind);
    if (const auto* sender = stage.sender(kind))
      std::stable_partition(codecs.begin(), codecs.end(), [&](const auto& one) {
        return one.name == sender->track().codecs.front().name;
      });
    if (!codecs.empty())
      tracks.push_back(
          {kind, ssrcs.at(std::size_t(kind)), std::move(codecs), kTransportCcId, true});
  }
  return tracks;
}

std::vector<Fit> tracks_to_answer(const Studio& studio, const sdp::Description& offer,
                                  const Ssrcs& ssrcs) {
  std::vector<Fit> fits;
  for (const auto& medium : offer.media) {
    const auto is_same = [&](const Fit& fit) { return fit.track.kind == medium.kind; };
    if (medium.rejected || std::ranges::any_of(fits, is_same)) continue;
    auto codec = sdp::choose(medium, studio.codecs(medium.kind), studio.wishes().codec);
    if (!codec) continue;
    if (codec->name == "OPUS") codec->fmtp.clear();  // each side's own wishes, not to be compared
    Track track{medium.kind,
                ssrcs.at(std::size_t(medium.kind)),
                {*codec},
                medium.transport_cc,
                medium.receives};
    fits.push_back({std::move(track), {medium.mid, medium.index}});
  }
  return fits;
}

std::vector<Track> agreed_tracks(const std::vector<Track>& offered,
                                 const sdp::Description& answer) {
  std::vector<Track> tracks;
  for (auto track : offered) {
    const auto* medium = accepted(answer, track.kind);
    const auto* codec = medium ? agreed_codec(*medium, track.codecs) : nullptr;
    if (!codec) continue;
    track.codecs = {*codec};
    track.transport_cc = medium->transport_cc;
    track.sends = medium->receives;
    tracks.push_back(std::move(track));
  }
  return tracks;
}

}  // namespace media
