#include <algorithm>

#include "sdp/checks.h"

namespace sdp {
namespace {

bool is_hex(char byte) { return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'F'); }

std::optional<Fingerprint> fingerprint(std::string_view value) {
  auto space = value.find(' ');
  Fingerprint found{.hash = lower(value.substr(0, space)), .value = {}};
  if (space != value.npos) found.value = upper(value.substr(space + 1));
  auto bits = found.hash.starts_with("sha-") ? number(found.hash.substr(4), 512) : std::nullopt;
  if (bits != 256U && bits != 384U && bits != 512U) return {};  // the rest is too weak to count
  auto bytes = parts(found.value, ':');
  if (bytes.size() * 8 != *bits ||
      !std::ranges::all_of(bytes, [](auto byte) { return is_made_of(byte, is_hex, 2, 2); }))
    refuse("a fingerprint that is not as long as its hash or not hexadecimal");
  return found;
}

}  // namespace

std::vector<Fingerprint> fingerprints(const Block& block) {
  std::vector<Fingerprint> found;
  for (auto value : block.all("fingerprint"))
    if (auto one = fingerprint(value)) found.push_back(*one);
  return found;
}

bool same(const Fingerprint& one, const Fingerprint& other) {
  return lower(one.hash) == lower(other.hash) && upper(one.value) == upper(other.value);
}

}  // namespace sdp
