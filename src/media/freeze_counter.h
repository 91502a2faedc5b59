#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <numeric>

namespace media {

// Freezes of a picture as webrtc-stats defines them: a gap between two frames of at least three
// times the mean of the last 30 gaps, or that mean and 150 ms, whichever is more. Pure; times in
// ms.
class FreezeCounter {
 public:
  void frame_shown(std::int64_t now) {
    if (last_ >= 0) judge(now - last_);
    last_ = now;
  }
  unsigned freezes() const { return freezes_; }
  std::int64_t frozen() const { return frozen_; }

 private:
  static constexpr std::size_t kWindow = 30;

  void judge(std::int64_t gap) {
    if (!gaps_.empty()) {
      const auto count = static_cast<std::int64_t>(gaps_.size());
      const auto mean = std::accumulate(gaps_.begin(), gaps_.end(), std::int64_t{0}) / count;
      if (gap >= std::max(3 * mean, mean + 150)) {
        ++freezes_;
        frozen_ += gap;
      }
    }
    gaps_.push_back(gap);
    if (gaps_.size() > kWindow) gaps_.pop_front();
  }

  std::int64_t last_ = -1;
  std::deque<std::int64_t> gaps_;
  unsigned freezes_ = 0;
  std::int64_t frozen_ = 0;
};

}  // namespace media
