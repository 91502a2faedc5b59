#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sdp/lines.h"
#include "sdp/sdp.h"

// The parts of reading a description. What cannot be used is thrown as a Refusal, which read()
// turns into its result.
namespace sdp {

[[noreturn]] void refuse(const std::string& why);

bool is_made_of(std::string_view text, bool (*belongs)(char), std::size_t least, std::size_t most);
bool is_token_char(char byte);  // RFC 8866 section 9
bool is_ice_char(char byte);    // RFC 8839 section 5.1

// The value of an attribute that may stand there once at most.
std::optional<std::string_view> only(const Block& block, std::string_view name);

struct Mapping {
  std::string name;  // upper case
  unsigned rate = 0;
};

// The formats of one medium, put together from its m=, rtpmap and fmtp lines.
struct Formats {
  std::vector<unsigned> payloads;
  std::map<unsigned, Mapping> mappings;
  std::map<unsigned, std::string_view> parameters;
};
Formats formats(const Block& medium, const MediaLine& line);

// Refuses parameters that clash with attributes: GStreamer keeps both in one structure, and a
// contradiction leaves no caps.
void check_parameters(const Formats& formats, const Block& medium, const Block& session);

// Every payload in `formats` has a mapping.
std::vector<Codec> codecs(const Formats& formats);

// Header extensions: id and URI.
std::map<unsigned, std::string_view> extensions(const Block& medium);

// Those of SHA-256 or better.
std::vector<Fingerprint> fingerprints(const Block& block);

}  // namespace sdp
