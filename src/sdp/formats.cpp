#include <algorithm>

#include "sdp/checks.h"

namespace sdp {
namespace {

constexpr std::size_t kMostFormats = 64;
constexpr unsigned kMostPayload = 127, kMostExtension = 14, kHighestRate = 384000;

// "96 VP8/90000" as its payload type and the rest.
struct Numbered {
  unsigned number = 0;
  std::string_view rest;
};
std::optional<Numbered> numbered(std::string_view value, unsigned most) {
  auto space = value.find(' ');
  auto number = sdp::number(value.substr(0, space), most);
  if (!number || space == value.npos) return {};
  return Numbered{.number = *number, .rest = value.substr(space + 1)};
}

Mapping mapping(std::string_view value) {
  auto fields = parts(value, '/');
  auto rate = fields.size() < 2 ? 0 : number(fields[1], kHighestRate).value_or(0);
  if (!is_made_of(fields[0], is_token_char, 1, 64) || fields.size() > 3 || rate == 0)
    refuse("an a=rtpmap without a codec's name and clock rate");
  if (fields.size() == 3 && number(fields[2], 255).value_or(0) == 0)
    refuse("an a=rtpmap with an impossible number of channels");
  return {.name = upper(fields[0]), .rate = rate};
}

bool is_repair(const std::string& name) {
  return name == "RTX" || name == "RED" || name == "ULPFEC" || name.starts_with("FLEXFEC");
}

// RFC 4588 section 8.1: fmtp "apt" names the payload type that is repaired.
void add_repairs(std::vector<Codec>& found, const Formats& formats) {
  for (auto payload : formats.payloads) {
    auto parameters = formats.parameters.find(payload);
    if (formats.mappings.at(payload).name != "RTX" || parameters == formats.parameters.end() ||
        !parameters->second.starts_with("apt="))
      continue;
    auto apt = parameters->second.substr(4);
    auto primary = number(apt.substr(0, apt.find(';')), kMostPayload);
    for (auto& codec : found)
      if (codec.payload == primary) codec.rtx = payload;
  }
}

}  // namespace

Formats formats(const Block& medium, const MediaLine& line) {
  Formats found;
  if (line.formats.size() > kMostFormats) refuse("more than 64 formats in a medium");
  for (auto format : line.formats) {
    auto payload = number(format, kMostPayload);
    if (!payload) refuse("a payload type that is no number up to 127");
    if (std::ranges::find(found.payloads, *payload) != found.payloads.end())
      refuse("a payload type twice in a medium");
    found.payloads.push_back(*payload);
  }
  for (auto value : medium.all("rtpmap")) {
    auto entry = numbered(value, kMostPayload);
    if (!entry) refuse("an a=rtpmap without a payload type");
    if (!found.mappings.emplace(entry->number, mapping(entry->rest)).second)
      refuse("two a=rtpmap for one payload type");
  }
  for (auto value : medium.all("fmtp")) {
    auto entry = numbered(value, kMostPayload);
    if (!entry) refuse("an a=fmtp without a payload type");
    found.parameters.emplace(entry->number, entry->rest);
  }
  return found;
}

void check_parameters(const Formats& formats, const Block& medium, const Block& session) {
  for (const auto& [payload, parameters] : formats.parameters)
    for (auto part : parts(parameters, ';')) {
      part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
      auto name = lower(part.substr(0, part.find('=')));
      bool reserved = name.starts_with("a-") || name.starts_with("extmap-") ||
                      name.starts_with("rtcp-fb-") || name.starts_with("ssrc-");
      bool taken = name.starts_with("x-") && (medium.has(name) || session.has(name));
      if (reserved || taken) refuse("a format parameter that is named like an attribute");
    }
}

std::map<unsigned, std::string_view> extensions(const Block& medium) {
  std::map<unsigned, std::string_view> found;
  for (auto value : medium.all("extmap")) {
    auto space = value.find(' ');
    auto id = number(value.substr(0, std::min(value.find('/'), space)), kMostExtension);
    if (!id || *id == 0 || space == value.npos)
      refuse("a header extension whose id is not 1 to 14");
    auto uri = value.substr(space + 1);
    if (!found.emplace(*id, uri.substr(0, uri.find(' '))).second)
      refuse("two header extensions of one id in a medium");
  }
  return found;
}

std::vector<Codec> codecs(const Formats& formats) {
  std::vector<Codec> found;
  for (auto payload : formats.payloads) {
    const auto& map = formats.mappings.at(payload);
    if (is_repair(map.name)) continue;
    auto parameters = formats.parameters.find(payload);
    found.push_back({.name = map.name,
                     .payload = payload,
                     .clock_rate = map.rate,
                     .rtx = {},
                     .fmtp = parameters == formats.parameters.end()
                                 ? std::string{}
                                 : std::string{parameters->second}});
  }
  add_repairs(found, formats);
  return found;
}

}  // namespace sdp
