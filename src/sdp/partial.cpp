#include "sdp/partial.h"

#include <algorithm>
#include <array>

#include "sdp/lines.h"

namespace sdp {
namespace {

constexpr unsigned kDiscard = 9;  // RFC 8840 section 4.1.1: the port before candidates are known

std::string mid_of(const Block& medium) { return std::string{medium.first("mid").value_or("")}; }

void regroup(Block& session, const std::vector<std::string>& mids) {
  for (auto& line : session.lines) {
    if (!line.starts_with("a=group:BUNDLE")) continue;
    line = "a=group:BUNDLE";
    for (const auto& mid : mids) line += ' ' + mid;
  }
}

std::string line_with_port(const Block& medium, unsigned port) {
  const auto line = media_line(medium);
  auto text = "m=" + std::string{line->kind} + ' ' + std::to_string(port) + ' ' +
              std::string{line->protocol};
  for (const auto format : line->formats) text += ' ' + std::string{format};
  return text;
}

// The same m= line with port 0, and no more than RFC 8829 section 5.3.1 asks for.
Block refused(const Block& offered) {
  return {
      {line_with_port(offered, 0), "c=IN IP4 0.0.0.0", "a=inactive", "a=mid:" + mid_of(offered)}};
}

constexpr std::array kOwn = {"ssrc",     "ssrc-group", "msid",     "candidate",  "sendrecv",
                             "sendonly", "recvonly",   "inactive", "bundle-only"};

bool refuses(const Block& medium) {
  const auto line = media_line(medium);
  return line && is_rejected(medium, *line);
}

// Our offered medium with the transport of `other`, as the peer would accept it to receive only.
Block received(const Block& offered, const Block& other) {
  auto lines = offered.lines;
  std::erase_if(lines, [](const std::string& line) {
    const auto is = [&](const char* name) { return attribute(line, name).has_value(); };
    return std::ranges::any_of(kTransport, is) || std::ranges::any_of(kOwn, is);
  });
  lines.front() = line_with_port(offered, kDiscard);
  lines.emplace_back("a=recvonly");
  for (const auto* name : kTransport)
    for (const auto value : other.all(name))
      lines.push_back(std::string{"a="} + name + ':' + std::string{value});
  return {std::move(lines)};
}

}  // namespace

std::string keep_only(std::string_view offer, const std::vector<std::string>& mids) {
  auto blocks = split(offer);
  regroup(blocks.session, mids);
  std::erase_if(blocks.media,
                [&](const Block& medium) { return std::ranges::count(mids, mid_of(medium)) == 0; });
  // What was there for the bundle only may be its first medium now, whose transport counts.
  for (auto& medium : blocks.media) {
    medium.lines.front() = line_with_port(medium, kDiscard);
    std::erase(medium.lines, "a=bundle-only");
  }
  return join(blocks);
}

std::string refuse_rest(std::string_view answer, std::string_view offer) {
  const auto answered = split(answer);
  Blocks whole{answered.session, {}};
  for (const auto& offered : split(offer).media) {
    const auto found = std::ranges::find(answered.media, mid_of(offered), mid_of);
    whole.media.push_back(found == answered.media.end() ? refused(offered) : *found);
  }
  return join(whole);
}

std::string pretend_accepted(std::string_view answer, std::string_view offer) {
  auto blocks = split(answer);
  const auto offered = split(offer);
  const auto accepted = std::ranges::find_if_not(blocks.media, refuses);
  if (accepted == blocks.media.end() || blocks.media.size() != offered.media.size())
    return std::string{answer};
  std::vector<std::string> mids;
  for (std::size_t i = 0; i < blocks.media.size(); ++i) {
    if (refuses(blocks.media[i])) blocks.media[i] = received(offered.media[i], *accepted);
    mids.push_back(mid_of(blocks.media[i]));
  }
  regroup(blocks.session, mids);
  return join(blocks);
}

}  // namespace sdp
