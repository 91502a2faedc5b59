#include <algorithm>
#include <array>
#include <iterator>

#include "sdp/lines.h"
#include "sdp/sdp.h"

namespace sdp {
namespace {

bool is_format_line(std::string_view line) {
  return attribute(line, "rtpmap") || attribute(line, "fmtp") || attribute(line, "rtcp-fb");
}

std::vector<std::string> lines_of(const Codec& codec, bool video) {
  auto payload = std::to_string(codec.payload);
  auto rate = '/' + std::to_string(codec.clock_rate);
  // RFC 7587 section 7: Opus is always announced with two channels.
  std::vector<std::string> lines{"a=rtpmap:" + payload + ' ' + codec.name + rate +
                                 (codec.name == "OPUS" ? "/2" : "")};
  if (!codec.fmtp.empty()) lines.push_back("a=fmtp:" + payload + ' ' + codec.fmtp);
  lines.push_back("a=rtcp-fb:" + payload + " nack");
  if (video) lines.push_back("a=rtcp-fb:" + payload + " nack pli");
  if (video) lines.push_back("a=rtcp-fb:" + payload + " ccm fir");
  lines.push_back("a=rtcp-fb:" + payload + " transport-cc");
  if (!codec.rtx) return lines;
  auto rtx = std::to_string(*codec.rtx);
  lines.push_back("a=rtpmap:" + rtx + " rtx" + rate);
  lines.push_back("a=fmtp:" + rtx + " apt=" + payload);
  return lines;
}

void list(Block& medium, const std::vector<Codec>& codecs) {
  auto line = media_line(medium);
  if (!line) return;
  bool video = line->kind == "video";
  std::string formats;
  std::vector<std::string> added;
  for (const auto& codec : codecs) {
    formats += ' ' + std::to_string(codec.payload);
    if (codec.rtx) formats += ' ' + std::to_string(*codec.rtx);
    std::ranges::move(lines_of(codec, video), std::back_inserter(added));
  }
  medium.lines[0].resize(static_cast<std::size_t>(line->protocol.end() - medium.lines[0].data()));
  medium.lines[0] += formats;
  auto& lines = medium.lines;
  auto where = std::ranges::find_if(lines, is_format_line) - lines.begin();
  std::erase_if(lines, is_format_line);
  lines.insert(lines.begin() + where, added.begin(), added.end());
}

Block* first_bundled(Blocks& blocks) {
  auto found = std::ranges::find_if(blocks.media, [](const Block& medium) {
    auto line = media_line(medium);
    return line && !is_rejected(medium, *line);
  });
  return found == blocks.media.end() ? nullptr : &*found;
}

// Gives a rejected medium the transport of `other`: webrtcbin asks for one in every medium, and
// takes that of the last for the whole bundle. Browsers write none, or one that leads nowhere.
void share_transport(Block& medium, const Block& other) {
  for (auto name : kTransport) {
    std::erase_if(medium.lines, [&](auto& line) { return attribute(line, name); });
    for (auto value : other.all(name))
      medium.lines.push_back(std::string{"a="} + name + ':' + std::string{value});
  }
  std::erase_if(medium.lines, [](auto& line) { return attribute(line, "candidate"); });
}

// webrtcbin knows no default direction, nor the session's.
void state_direction(Block& medium, const Block& session) {
  auto line = media_line(medium);
  if (!line || line->kind == "application") return;
  if (std::ranges::any_of(kDirections, [&](auto name) { return medium.has(name); })) return;
  auto common = std::ranges::find_if(kDirections, [&](auto name) { return session.has(name); });
  medium.lines.push_back(std::string{"a="} + (common == kDirections.end() ? "sendrecv" : *common));
}

void drop_useless_candidates(Block& block) {
  std::erase_if(block.lines, [](std::string_view line) {
    auto candidate = attribute(line, "candidate");
    return candidate && !is_usable_candidate(*candidate);
  });
}

}  // namespace

std::string list_codecs(std::string_view offer, std::string_view mid,
                        const std::vector<Codec>& codecs) {
  auto blocks = split(offer);
  for (auto& medium : blocks.media)
    if (medium.first("mid") == mid && !codecs.empty()) list(medium, codecs);
  return join(blocks);
}

std::string announce(std::string_view text, const Fingerprint& own) {
  auto blocks = split(text);
  auto replace = [&](Block& block) {
    for (auto& line : block.lines)
      if (attribute(line, "fingerprint")) line = "a=fingerprint:" + own.hash + ' ' + own.value;
  };
  replace(blocks.session);
  std::ranges::for_each(blocks.media, replace);
  return join(blocks);
}

std::string keep_reduced_size(std::string_view answer, std::string_view offer) {
  auto answered = split(answer);
  auto offered = split(offer);
  for (std::size_t i = 0; i < std::min(answered.media.size(), offered.media.size()); ++i) {
    auto& medium = answered.media[i];
    auto line = media_line(medium);
    bool keeps = offered.media[i].has("rtcp-rsize") && !medium.has("rtcp-rsize");
    if (keeps && line && line->port != 0) medium.lines.emplace_back("a=rtcp-rsize");
  }
  return join(answered);
}

std::string mend(std::string_view text) {
  auto blocks = split(text);
  drop_useless_candidates(blocks.session);
  std::ranges::for_each(blocks.media, drop_useless_candidates);
  for (auto& medium : blocks.media) {
    state_direction(medium, blocks.session);
    if (blocks.session.has("fingerprint"))  // webrtcbin takes one there or here, not both
      std::erase_if(medium.lines, [](auto& line) { return attribute(line, "fingerprint"); });
  }
  const auto* other = first_bundled(blocks);
  if (!other) return join(blocks);
  for (auto& medium : blocks.media)
    if (auto line = media_line(medium); line && is_rejected(medium, *line))
      share_transport(medium, *other);
  return join(blocks);
}

}  // namespace sdp
