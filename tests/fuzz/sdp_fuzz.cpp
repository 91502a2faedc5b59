#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sdp/sdp.h"

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

const sdp::Description* read(const std::variant<sdp::Description, sdp::Refusal>& result) {
  return std::get_if<sdp::Description>(&result);
}

// What read() passes stays good through everything that is done to it.
void check(std::string_view text, const sdp::Description& description) {
  demand(!description.media.empty() && !description.fingerprints.empty());
  auto mended = sdp::mend(text);
  auto again = sdp::read(mended);
  demand(read(again) && read(again)->fingerprints == description.fingerprints);
  demand(sdp::mend(mended) == mended);
  auto own = sdp::read(sdp::announce(mended, description.fingerprints[0]));
  demand(read(own));
  for (const auto& medium : description.media) {
    sdp::choose(medium, {"VP8", "H264", "OPUS"}, "H264");
    sdp::list_codecs(mended, medium.mid, medium.codecs);
  }
  sdp::keep_reduced_size(mended, text);
  sdp::mismatch(mended, text);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(bytes), size};
  auto result = sdp::read(text);
  if (const auto* description = read(result))
    check(text, *description);
  else
    demand(!std::get<sdp::Refusal>(result).why.empty());
  sdp::is_usable_candidate(text);
  return 0;
}
