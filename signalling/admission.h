#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace signalling {

// How many connections there may be. This machine's own addresses count in all only: a proxy and
// a benchmark come from there.
class Admission {
 public:
  struct Limits {
    std::size_t all, per_address;
  };
  explicit Admission(Limits limits) : limits_{limits} {}

  bool admit(const std::string& address, bool own) {
    if (all_ >= limits_.all) return false;
    auto& here = by_address_[address];
    if (!own && here >= limits_.per_address) return false;
    ++here;
    ++all_;
    return true;
  }
  void leave(const std::string& address) {
    --all_;
    const auto here = by_address_.find(address);
    if (--here->second == 0) by_address_.erase(here);
  }
  std::size_t all() const { return all_; }

 private:
  Limits limits_;
  std::map<std::string, std::size_t> by_address_;
  std::size_t all_ = 0;
};

}  // namespace signalling
