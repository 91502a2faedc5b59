#pragma once

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "call/line.h"

namespace call {

// What must hold of all that a line ever does, whatever happens to it.
class Conduct {
 public:
  void watch(const Actions& actions) {
    for (const auto& action : actions) std::visit([&](const auto& it) { check(it); }, action);
  }
  [[nodiscard]] bool media_open() const { return open_; }

 private:
  void check(const Send& it) {
    if (std::holds_alternative<signalling::Hangup>(it.word)) {
      EXPECT_TRUE(said_farewell_.insert({it.peer, it.call}).second) << "two farewells";
      return;
    }
    EXPECT_FALSE(over_.contains(it.call)) << "a word for an ended call";
    check(it.call, it.word);
  }
  void check(const std::string& call, const signalling::CallWord& word) {
    if (std::holds_alternative<signalling::Ring>(word)) described_.insert({call, 0});
    if (std::holds_alternative<signalling::Accept>(word)) {
      EXPECT_TRUE(accepted_.contains(call)) << "an answer before the user's";
      described_.insert({call, 0});
    }
    if (const auto* it = std::get_if<signalling::Redescribe>(&word)) {
      EXPECT_TRUE(described_.insert({call, it->generation}).second) << "two descriptions";
    }
    if (const auto* it = std::get_if<signalling::Trickle>(&word)) {
      EXPECT_TRUE(described_.contains({call, it->generation})) << "a candidate too early";
    }
  }
  void check(const MakeOffer& it) {
    if (it.generation == 0) open();
    connect(it.generation);
  }
  void check(const Prepare&) {
    open();
    connect(0);
  }
  void check(const MakeAnswer& it) {
    if (it.generation != 0) connect(it.generation);
    expect_connection(it.generation);
  }
  void check(const TakeAnswer& it) { expect_connection(it.generation); }
  void check(const AddCandidate& it) { expect_connection(it.generation); }
  void check(const DropConnection& it) {
    EXPECT_EQ(connections_.erase(it.generation), 1U);
    EXPECT_FALSE(connections_.empty()) << "the last one goes with the call only";
    std::erase_if(described_, [&](const auto& one) { return one.second == it.generation; });
  }
  void check(const CloseMedia&) {
    EXPECT_TRUE(std::exchange(open_, false));
    connections_.clear();
  }
  void check(const Accepted& it) { EXPECT_TRUE(accepted_.insert(it.call).second); }
  void check(const Up& it) {
    EXPECT_TRUE(accepted_.contains(it.call));
    EXPECT_TRUE(up_.insert(it.call).second);
  }
  void check(const Ended& it) {
    EXPECT_TRUE(over_.insert(it.call).second) << "two ends";
    EXPECT_EQ(it.accepted, accepted_.contains(it.call));
    EXPECT_EQ(it.text.empty(), exit_status(it) == 0) << it.text;
    // A caller that left without a word may come back and ring again.
    if (it.reason == signalling::Reason::Cancelled && !it.by_us && !it.accepted)
      over_.erase(it.call);
  }
  void check(const PeerCame& it) { EXPECT_TRUE(online_.insert(it.peer).second); }
  void check(const PeerLeft& it) { EXPECT_EQ(online_.erase(it.peer), 1U); }
  void check(const Shown& it) {
    EXPECT_TRUE(accepted_.contains(it.call));
    EXPECT_FALSE(over_.contains(it.call));
  }
  void check(const Unheeded& it) { EXPECT_FALSE(it.why.empty()); }
  void check(const Waiting&) {}
  void check(const Incoming&) {}
  void check(const RingingThere&) {}
  void check(const TurnedAway&) {}

  void open() { EXPECT_FALSE(std::exchange(open_, true)); }
  void connect(unsigned generation) {
    EXPECT_TRUE(open_);
    EXPECT_TRUE(connections_.insert(generation).second);
    EXPECT_LE(connections_.size(), 2U);
  }
  void expect_connection(unsigned generation) const {
    EXPECT_TRUE(connections_.contains(generation));
  }

  bool open_ = false;
  std::set<unsigned> connections_;
  std::set<std::string> online_, accepted_, up_, over_;
  std::set<std::pair<std::string, std::string>> said_farewell_;
  std::set<std::pair<std::string, unsigned>> described_;
};

}  // namespace call
