#include "sdp/checks.h"

#include <algorithm>

namespace sdp {
namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

}  // namespace

void refuse(const std::string& why) { throw Refusal{why}; }

bool is_ice_char(char byte) {
  return is_digit(byte) || is_letter(byte) || byte == '+' || byte == '/';
}
bool is_token_char(char byte) {
  return is_digit(byte) || is_letter(byte) ||
         std::string_view{"!#$%&'*+-.^_`{|}~"}.find(byte) != std::string_view::npos;
}

bool is_made_of(std::string_view text, bool (*belongs)(char), std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most && std::ranges::all_of(text, belongs);
}

std::optional<std::string_view> only(const Block& block, std::string_view name) {
  auto values = block.all(name);
  if (values.size() > 1) refuse("more than one a=" + std::string{name});
  if (values.empty()) return {};
  return values[0];
}

}  // namespace sdp
