#include "signalling/letter.h"

#include <charconv>

namespace signalling {
namespace {

// A key may be spelt with escapes ("fr\u006fm"), and every parser of a receiver would see through
// it.
bool is(const json::Member& member, std::string_view name) {
  return json::string(member.key) == name;
}

std::optional<std::uint64_t> number(std::string_view written) {
  std::uint64_t value = 0;
  const auto* end = written.data() + written.size();
  const auto [stop, error] = std::from_chars(written.data(), end, value);
  if (error != std::errc{} || stop != end) return {};
  return value;
}

}  // namespace

std::optional<Letter> open_letter(std::string_view text) {
  auto members = json::members(text);
  if (!members) return {};
  Letter letter{.type = {}, .to = {}, .call = {}, .seq = {}, .members = std::move(*members)};
  for (const auto& member : letter.members) {  // of repeated keys the last counts, as in browsers
    if (is(member, "type")) letter.type = json::string(member.value).value_or("");
    if (is(member, "to")) letter.to = json::string(member.value).value_or("");
    if (is(member, "call")) letter.call = json::string(member.value).value_or("");
    if (is(member, "seq")) letter.seq = number(member.value);
  }
  if (letter.type.empty()) return {};
  return letter;
}

std::string stamped(const Letter& letter, std::string_view sender) {
  std::string text{'{'};
  for (const auto& member : letter.members) {
    if (is(member, "to") || is(member, "from") || is(member, "seq")) continue;
    text.append(member.key).append(":").append(member.value).append(",");
  }
  text.append("\"from\":\"").append(sender).append("\"}");  // a peer's name needs no escapes
  return text;
}

}  // namespace signalling
