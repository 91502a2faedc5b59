#include <algorithm>

#include "sdp/lines.h"
#include "sdp/sdp.h"

namespace sdp {
namespace {

constexpr int kUnfit = 9;

// The value of `name` in "a=b;c=d", in lower case.
std::string parameter(std::string_view fmtp, std::string_view name, std::string_view otherwise) {
  for (auto part : parts(fmtp, ';')) {
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    auto equals = part.find('=');
    if (equals != part.npos && lower(part.substr(0, equals)) == name)
      return lower(part.substr(equals + 1));
  }
  return std::string{otherwise};
}

// 0 is best. Browsers list H.264 several times; the constrained baseline is what all can do.
int h264_rank(const Codec& codec) {
  auto profile = parameter(codec.fmtp, "profile-level-id", "420010");  // RFC 6184 section 8.1
  if (parameter(codec.fmtp, "packetization-mode", "0") != "1" || profile.size() != 6) return kUnfit;
  if (profile.starts_with("42e0")) return 0;
  if (profile.starts_with("4200")) return 1;
  return profile.starts_with("42") ? 2 : kUnfit;
}

int rank(const Codec& codec) {
  if (codec.name == "H264") return h264_rank(codec);
  if (codec.name == "VP9") return parameter(codec.fmtp, "profile-id", "0") == "0" ? 0 : kUnfit;
  return 0;
}

// The fittest entry of the codec called `name`.
std::optional<Codec> fittest(const Medium& offered, std::string_view name) {
  std::optional<Codec> best;
  for (const auto& codec : offered.codecs)
    if (codec.name == name && rank(codec) < (best ? rank(*best) : kUnfit)) best = codec;
  return best;
}

}  // namespace

std::optional<Codec> choose(const Medium& offered, const std::vector<std::string>& ours,
                            std::string_view preferred) {
  auto is_ours = [&](std::string_view name) {
    return std::find(ours.begin(), ours.end(), name) != ours.end();
  };
  if (is_ours(preferred))
    if (auto codec = fittest(offered, preferred)) return codec;
  for (const auto& codec : offered.codecs)
    if (is_ours(codec.name))
      if (auto fit = fittest(offered, codec.name)) return fit;
  return {};
}

}  // namespace sdp
