#include "sdp/partial.h"

#include <algorithm>
#include <array>

#include "sdp/lines.h"

namespace sdp {
namespace {

std::string mid_of(const Block& medium) { return std::string{medium.first("mid").value_or("")}; }

void regroup(Block& session, const std::vector<std::string>& mids) {
  for (auto& line : session.lines) {
    if (!line.starts_with("a=group:BUNDLE")) continue;
    line = "a=group:BUNDLE";
    for (const auto& mid : mids) line += ' ' + mid;
  }
}

// The same m= line with port 0, and no more than RFC 8829 section 5.3.1 asks for.
Block refused(const Block& offered) {
  const auto line = media_line(offered);
  auto text = "m=" + std::string{line->kind} + " 0 " + std::string{line->protocol};
  for (const auto format : line->formats) text += ' ' + std::string{format};
  return {{std::move(text), "c=IN IP4 0.0.0.0", "a=inactive", "a=mid:" + mid_of(offered)}};
}

constexpr std::array kTransport = {"ice-ufrag", "ice-pwd", "setup", "fingerprint"};
constexpr std::array kOwn = {"ssrc",     "ssrc-group", "msid",     "candidate",   "sendrecv",
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
  const auto line = media_line(offered);
  lines.front() = "m=" + std::string{line->kind} + " 9 " + std::string{line->protocol};
  for (const auto format : line->formats) lines.front() += ' ' + std::string{format};
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
