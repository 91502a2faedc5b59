#include "media/rtp_caps.h"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string>
#include <string_view>

namespace media {
namespace {

const char* media_name(sdp::Kind kind) { return kind == sdp::Kind::Audio ? "audio" : "video"; }

// The format parameters that tell one stream from another; the rest of what a peer writes stays
// out.
constexpr std::string_view kFormatFields[] = {
    "profile-level-id", "packetization-mode", "level-asymmetry-allowed",
    "profile-id",       "minptime",           "useinbandfec"};

// "a=b;c=d" as fields of `caps`.
void add_format(GstStructure* caps, const std::string& fmtp) {
  std::istringstream fields{fmtp};
  for (std::string field; std::getline(fields >> std::ws, field, ';');) {
    const auto equals = field.find('=');
    const auto name = field.substr(0, equals);
    if (equals != std::string::npos && std::ranges::count(kFormatFields, name) > 0)
      gst_structure_set(caps, name.c_str(), G_TYPE_STRING, field.substr(equals + 1).c_str(),
                        nullptr);
  }
}

// The six hexadecimal digits of H.264's profile and level; empty where there are none.
std::string profile_level(const std::string& fmtp) {
  constexpr std::string_view kName = "profile-level-id=";
  const auto at = fmtp.find(kName);
  if (at == std::string::npos) return {};
  auto digits = fmtp.substr(at + kName.size(), 6);
  const auto is_hex = [](unsigned char c) { return std::isxdigit(c) != 0; };
  return digits.size() == 6 && std::ranges::all_of(digits, is_hex) ? digits : std::string{};
}

void add_extension(GstStructure* caps, const Track& track) {
  if (!track.transport_cc) return;
  const auto name = "extmap-" + std::to_string(*track.transport_cc);
  gst_structure_set(caps, name.c_str(), G_TYPE_STRING, sdp::kTransportCcUri, nullptr);
}

}  // namespace

Ptr<GstCaps> rtp_caps(const Track& track, const sdp::Codec& codec) {
  auto* caps = gst_structure_new(
      "application/x-rtp", "media", G_TYPE_STRING, media_name(track.kind), "encoding-name",
      G_TYPE_STRING, codec.name.c_str(), "payload", G_TYPE_INT, int(codec.payload), "clock-rate",
      G_TYPE_INT, int(codec.clock_rate), "ssrc", G_TYPE_UINT, track.ssrc, nullptr);
  if (codec.name == "OPUS") gst_structure_set(caps, "encoding-params", G_TYPE_STRING, "2", nullptr);
  add_format(caps, codec.fmtp);
  add_extension(caps, track);
  return Ptr<GstCaps>{gst_caps_new_full(caps, nullptr)};
}

Ptr<GstCaps> payload_caps(const Track& track, const sdp::Codec& codec) {
  auto* caps = gst_structure_new("application/x-rtp", "payload", G_TYPE_INT, int(codec.payload),
                                 "ssrc", G_TYPE_UINT, track.ssrc, nullptr);
  add_extension(caps, track);
  return Ptr<GstCaps>{gst_caps_new_full(caps, nullptr)};
}

Ptr<GstCaps> claimed_caps(const sdp::Codec& codec) {
  auto* caps = gst_structure_new_empty("application/x-rtp");
  const auto level = profile_level(codec.fmtp);
  if (codec.name == "H264" && !level.empty())
    gst_structure_set(caps, "profile-level-id", G_TYPE_STRING, level.c_str(), nullptr);
  return Ptr<GstCaps>{gst_caps_new_full(caps, nullptr)};
}

}  // namespace media
