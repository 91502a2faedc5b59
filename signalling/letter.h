#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signalling/json_text.h"

namespace signalling {

// A client's message as the server sees it: what is on the outside. What peers say to each other
// (descriptions, candidates, fields of later versions) is carried, never read.
struct Letter {
  std::string type, to, call;  // empty when missing or not text
  std::optional<std::uint64_t> seq;
  std::vector<json::Member> members;  // they point into the text that was opened
};

// Empty when the text is not a JSON object with a `type`. `text` must outlive the letter.
std::optional<Letter> open_letter(std::string_view text);

// The letter as its receiver gets it: `from` is `sender` whatever it said, without `to` and without
// `seq`, which number the way to the server only. All else stands as it was written.
std::string stamped(const Letter& letter, std::string_view sender);

}  // namespace signalling
