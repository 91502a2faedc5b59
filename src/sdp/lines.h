#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A session description as lines.
namespace sdp {

// The attributes that say which way media goes (RFC 8866 section 6.7), and over which transport.
inline constexpr std::array kDirections = {"sendrecv", "sendonly", "recvonly", "inactive"};
inline constexpr std::array kTransport = {"ice-ufrag", "ice-pwd", "setup", "fingerprint"};

// The lines of the session or of one medium, without their ends; a medium's begin with its m=.
struct Block {
  std::vector<std::string> lines;

  // The values of all `a=name` or `a=name:value` lines.
  std::vector<std::string_view> all(std::string_view name) const;
  std::optional<std::string_view> first(std::string_view name) const;
  bool has(std::string_view name) const { return first(name).has_value(); }
};

struct Blocks {
  Block session;
  std::vector<Block> media;
};

Blocks split(std::string_view text);
std::string join(const Blocks& blocks);

// The value of `line` when it is an `a=name` or `a=name:value`.
std::optional<std::string_view> attribute(std::string_view line, std::string_view name);

// The parts between single separators; never empty.
std::vector<std::string_view> parts(std::string_view text, char separator);

// `text` as a decimal number of at most `most`: digits only.
std::optional<unsigned> number(std::string_view text, unsigned most);

std::string upper(std::string_view text);
std::string lower(std::string_view text);

// A medium's m= line: "video 9 UDP/TLS/RTP/SAVPF 96 97".
struct MediaLine {
  std::string_view kind;
  unsigned port = 0;
  std::string_view protocol;
  std::vector<std::string_view> formats;
};
std::optional<MediaLine> media_line(const Block& medium);

// Port 0 without bundle-only (RFC 8843 section 6).
bool is_rejected(const Block& medium, const MediaLine& line);

}  // namespace sdp
