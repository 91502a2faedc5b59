#pragma once

#include <algorithm>
#include <chrono>

namespace signalling {

using Time = std::chrono::steady_clock::time_point;

struct Rate {
  double per_second, burst;
};

// A token bucket: allows bursts, and `per_second` in the long run. Pure: time is an argument.
class Bucket {
 public:
  Bucket(Rate rate, Time now) : rate_{rate}, level_{rate.burst}, at_{now} {}

  // Whether `amount` may pass now. What may not pass costs nothing.
  bool take(double amount, Time now) {
    const std::chrono::duration<double> gone = now - at_;
    level_ = std::min(rate_.burst, level_ + gone.count() * rate_.per_second);
    at_ = now;
    if (level_ < amount) return false;
    level_ -= amount;
    return true;
  }

 private:
  Rate rate_;
  double level_;
  Time at_;
};

}  // namespace signalling
