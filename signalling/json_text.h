#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// JSON as it stands in a text: checked strictly, cut at its outermost members, not copied.
// Pure. What passes here can be given to any parser: no endless nesting, no half surrogates.
namespace signalling::json {

// One member of the outermost object: both parts as written, the key with its quotes.
struct Member {
  std::string_view key, value;
};

// The members of the object that `text` is. Empty when it is not one whole JSON object, is nested
// deeper than any message is, or holds a NUL or half a surrogate pair.
std::optional<std::vector<Member>> members(std::string_view text);

// What a string means; `written` has passed members(). Empty when it is not a string.
std::optional<std::string> string(std::string_view written);

}  // namespace signalling::json
