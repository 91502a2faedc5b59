#include "signalling/ice_server.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace signalling {
namespace {

// A URL cut in its parts. `user` and `password` as written.
struct Parts {
  std::string scheme;
  std::string_view user, password, host_port, query;
  bool has_user = false;
};

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_port(std::string_view text) {
  return is_digits(text) && text.size() <= 5 && std::stoul(std::string{text}) - 1 < 65535;
}

// host, host:port, [address] or [address]:port
bool is_host_port(std::string_view text) {
  std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  auto rest = text;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    const auto address = text.substr(1, end - 1);
    if (address.find_first_not_of("0123456789abcdefABCDEF:.%") != std::string_view::npos)
      return false;
    rest = text.substr(end + 1);
  } else {
    const auto end = std::min(text.find(':'), text.size());
    if (end == 0 || text.substr(0, end).find_first_not_of(allowed) != std::string_view::npos)
      return false;
    rest = text.substr(end);
  }
  return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
}

std::optional<Parts> cut(std::string_view url) {
  const auto colon = url.find(':');
  if (colon == std::string_view::npos) return {};
  Parts parts;
  for (char c : url.substr(0, colon))
    parts.scheme += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  auto rest = url.substr(colon + 1);
  if (rest.starts_with("//")) rest.remove_prefix(2);
  if (const auto question = rest.find('?'); question != std::string_view::npos) {
    parts.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    const auto user = rest.substr(0, at);
    const auto middle = std::min(user.find(':'), user.size());
    parts.has_user = true;
    parts.user = user.substr(0, middle);
    if (middle < user.size()) parts.password = user.substr(middle + 1);
    rest = rest.substr(at + 1);
  }
  parts.host_port = rest;
  return parts;
}

int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Empty when there are spaces or control characters, or a '%' is not followed by two hexadecimal
// digits or hides a NUL.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (static_cast<unsigned char>(text[at]) <= ' ') return {};
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    if (at + 2 >= text.size()) return {};
    const int high = hexadecimal(text[at + 1]);
    const int low = hexadecimal(text[at + 2]);
    if (high < 0 || low < 0 || high + low == 0) return {};
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (unsigned char c : text) {
    const bool plain =
        c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~');
    if (plain)
      out += static_cast<char>(c);
    else
      out += {'%', kDigits[c >> 4], kDigits[c & 15]};
  }
  return out;
}

bool is_transport(std::string_view query) {
  return query.empty() || query == "transport=udp" || query == "transport=tcp";
}

bool is_stun(const Parts& parts) { return parts.scheme == "stun" || parts.scheme == "stuns"; }
bool is_turn(const Parts& parts) { return parts.scheme == "turn" || parts.scheme == "turns"; }

std::string browser_url(const Parts& parts) {
  auto url = parts.scheme + ":";
  url.append(parts.host_port);
  if (!parts.query.empty()) url.append("?").append(parts.query);
  return url;
}

}  // namespace

std::optional<IceServer> ice_server(std::string_view url) {
  const auto parts = cut(url);
  if (!parts || !is_host_port(parts->host_port)) return {};
  if (is_stun(*parts)) {
    if (parts->has_user || !parts->query.empty()) return {};
    return IceServer{{browser_url(*parts)}, {}, {}};
  }
  if (!is_turn(*parts) || !is_transport(parts->query)) return {};
  auto user = percent_decoded(parts->user);
  auto password = percent_decoded(parts->password);
  if (!user || !password || user->empty() || password->empty()) return {};
  return IceServer{{browser_url(*parts)}, std::move(*user), std::move(*password)};
}

std::vector<std::string> webrtcbin_urls(const IceServer& server) {
  std::vector<std::string> urls;
  for (const auto& url : server.urls) {
    const auto parts = cut(url);
    if (!parts || !is_host_port(parts->host_port)) continue;
    const std::string host{parts->host_port};
    if (parts->scheme == "stun") urls.push_back("stun://" + host);
    if (parts->scheme != "turn" || !is_transport(parts->query)) continue;
    if (server.username.empty() || server.credential.empty()) continue;
    auto turn = "turn://" + percent_encoded(server.username) + ":" +
                percent_encoded(server.credential) + "@" + host;
    if (!parts->query.empty()) turn.append("?").append(parts->query);
    urls.push_back(std::move(turn));
  }
  return urls;
}

}  // namespace signalling
