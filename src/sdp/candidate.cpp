#include <algorithm>
#include <arpa/inet.h>
#include <array>

#include "sdp/lines.h"
#include "sdp/sdp.h"

namespace sdp {
namespace {

constexpr std::size_t kLongest = 512;

bool is_visible(char byte) { return byte > ' ' && byte < 0x7f; }

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  if (inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
      inet_pton(AF_INET6, text.c_str(), address.data()) == 1)
    return true;
  return lower(text).ends_with(
      ".local");  // mDNS: other names are not looked up (RFC 8839 section 5.1)
}

bool is_type(std::string_view word) {
  return word == "host" || word == "srflx" || word == "prflx" || word == "relay";
}

bool is_tcp_type(std::string_view word) {
  return word == "active" || word == "passive" || word == "so";
}

// Behind the type come pairs of a name and a value.
bool are_pairs(const std::vector<std::string_view>& words, bool tcp) {
  bool has_tcp_type = false;
  if (words.size() % 2 != 0) return false;
  for (std::size_t i = 8; i < words.size(); i += 2)
    if (words[i] == "tcptype") {
      if (!is_tcp_type(words[i + 1])) return false;
      has_tcp_type = true;
    }
  return !tcp || has_tcp_type;
}

}  // namespace

// RFC 8839 section 5.1.
bool is_usable_candidate(std::string_view candidate) {
  if (candidate.starts_with("candidate:")) candidate.remove_prefix(10);
  if (candidate.size() > kLongest) return false;
  auto words = parts(candidate, ' ');
  if (words.size() < 8 || !std::all_of(words.begin(), words.end(), [](auto word) {
        return !word.empty() && std::all_of(word.begin(), word.end(), is_visible);
      }))
    return false;
  auto transport = lower(words[2]);
  return words[0].size() <= 32 && words[1] == "1" &&  // 2 is RTCP, which we multiplex
         (transport == "udp" || transport == "tcp") &&
         number(words[3], 0x7fffffff).value_or(0) > 0 && is_address(std::string{words[4]}) &&
         number(words[5], 65535).value_or(0) > 0 && words[6] == "typ" && is_type(words[7]) &&
         are_pairs(words, transport == "tcp");
}

}  // namespace sdp
