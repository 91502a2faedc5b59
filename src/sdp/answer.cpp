#include <algorithm>

#include "sdp/checks.h"

namespace sdp {
namespace {

void compare(const Medium& answer, const Medium& offer) {
  if (answer.rejected) return;
  if (offer.rejected) refuse("a rejected medium that is taken all the same");
  for (const auto& codec : answer.codecs) {
    bool offered = std::ranges::any_of(offer.codecs, [&](const Codec& it) {
      return it.payload == codec.payload && it.name == codec.name &&
             it.clock_rate == codec.clock_rate;
    });
    if (!offered) refuse("a codec in the answer that was not offered");
  }
  if (answer.codecs.empty()) refuse("a medium without a codec");
  if (answer.transport_cc && answer.transport_cc != offer.transport_cc)
    refuse("a header extension in the answer that was not offered");
}

void compare(const Blocks& answer, const Blocks& offer) {
  if (answer.media.size() != offer.media.size()) refuse("an answer with another number of media");
  for (std::size_t i = 0; i < answer.media.size(); ++i) {
    const auto &one = answer.media[i], &other = offer.media[i];
    if (one.first("mid") != other.first("mid") || media_line(one)->kind != media_line(other)->kind)
      refuse("an answer with other media");
    if (one.first("setup") == "actpass") refuse("an answer that leaves the DTLS roles open");
  }
}

}  // namespace

std::optional<Refusal> mismatch(std::string_view answer, std::string_view offer) {
  auto answered = read(answer), offered = read(offer);
  if (auto* refusal = std::get_if<Refusal>(&answered)) return *refusal;
  if (auto* refusal = std::get_if<Refusal>(&offered)) return *refusal;
  try {
    compare(split(answer), split(offer));
    const auto& media = std::get<Description>(answered).media;
    for (std::size_t i = 0; i < media.size(); ++i)
      compare(media[i], std::get<Description>(offered).media[i]);
  } catch (const Refusal& refusal) {
    return refusal;
  }
  return {};
}

}  // namespace sdp
