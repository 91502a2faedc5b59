#include "media/gate.h"

#include <algorithm>
#include <utility>

#include "media/certificate.h"

namespace media {
namespace {

// RFC 7983 §7: the first byte tells DTLS from SRTP, SRTCP and STUN.
bool is_dtls(GstBuffer* packet) {
  guint8 first = 0;
  return gst_buffer_extract(packet, 0, &first, 1) == 1 && first >= 20 && first <= 63;
}

}  // namespace

void Gate::announce(std::vector<sdp::Fingerprint> fingerprints) {
  announced_ = std::move(fingerprints);
  told_ = true;
}

Gate::State Gate::judge(const char* pem) {
  if (state_ != State::Shut) state_ = told_ && matches(pem) ? State::Open : State::Shut;
  return state_;
}

bool Gate::lets_through(GstBuffer* packet) const {
  switch (state_.load()) {
    case State::Open: return true;
    case State::Waiting: return is_dtls(packet);
    case State::Shut: return false;
  }
  std::abort();  // not a State
}

bool Gate::matches(const char* pem) const {
  return std::any_of(announced_.begin(), announced_.end(), [&](const sdp::Fingerprint& one) {
    const auto seen = fingerprint(pem, one.hash);
    return !seen.value.empty() && sdp::same(seen, one);
  });
}

}  // namespace media
