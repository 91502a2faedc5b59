#pragma once

#include <string>
#include <string_view>
#include <vector>

// Descriptions of which only some media are used (RFC 8829 §5.3.1: what is not used is answered
// with port 0). Pure.
namespace sdp {

// `offer` with only the media of `mids`, also in its BUNDLE group.
std::string keep_only(std::string_view offer, const std::vector<std::string>& mids);

// `answer` to keep_only(offer, ...) as an answer to the whole `offer`: what was left out is
// refused.
std::string refuse_rest(std::string_view answer, std::string_view offer);

// `answer`, which has passed mend(), for the eyes of webrtcbin 1.22 alone: media of our `offer`
// that it refuses stand there as if the peer only received them. webrtcbin would take the refusal
// of a medium for that of the whole bundle; nothing is sent for it all the same.
std::string pretend_accepted(std::string_view answer, std::string_view offer);

}  // namespace sdp
