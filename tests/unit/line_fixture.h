#pragma once

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "call/line.h"

// What tests of calls have in common: a line of A, whose peers are B and C, and a clock.
namespace call {

inline const signalling::Description kOffer{signalling::Description::Type::Offer, "offer"};
inline const signalling::Description kAnswer{signalling::Description::Type::Answer, "answer"};

inline signalling::Candidate candidate(std::string text) {
  return {std::move(text), "0", 0U, std::nullopt};
}

// The first action of that kind; nullptr when there is none.
template <class Kind>
const Kind* find(const Actions& actions) {
  for (const auto& action : actions)
    if (const auto* it = std::get_if<Kind>(&action)) return it;
  return nullptr;
}

// The words of that kind that are sent, whatever else happens.
template <class Word>
std::vector<Send> sent(const Actions& actions) {
  std::vector<Send> found;
  for (const auto& action : actions)
    if (const auto* it = std::get_if<Send>(&action); it && std::holds_alternative<Word>(it->word))
      found.push_back(*it);
  return found;
}

inline const signalling::Reason* farewell(const Actions& actions) {
  for (const auto& action : actions)
    if (const auto* it = std::get_if<Send>(&action))
      if (const auto* hangup = std::get_if<signalling::Hangup>(&it->word)) return &hangup->reason;
  return nullptr;
}

struct LineTest : testing::Test {
  static constexpr auto kCall = "5c0f0000-0000-4000-8000-000000000000";
  static constexpr auto kLess = "10000000-0000-4000-8000-000000000000";
  static constexpr auto kGreater = "f0000000-0000-4000-8000-000000000000";

  Actions happens(const Event& event) { return line.handle(event, now); }
  Actions passes(std::chrono::milliseconds time) { return line.tick(now += time); }
  // B says something about `call`.
  Actions hears(signalling::CallWord word, std::string call = kCall) {
    return happens(Received{"B", std::move(call), std::move(word)});
  }
  Actions rings(std::string call = kCall) {
    return hears(signalling::Ring{kOffer, {}, {}}, std::move(call));
  }

  // Short ways to where a story begins.
  void dial() { (void)happens(Dial{"B", kCall}); }
  void ring_them() {
    (void)happens(PeerOnline{"B"});
    dial();
    (void)happens(Described{0, kOffer});
  }
  void be_accepted() {
    ring_them();
    (void)hears(signalling::Accept{kAnswer, {}, {}});
  }
  void be_rung() {
    (void)rings();
    (void)happens(Prepared{});
  }
  void accept() {
    be_rung();
    (void)happens(AcceptCall{});
  }
  void answer() {
    accept();
    (void)happens(Described{0, kAnswer});
  }
  void talk_as_caller() {
    be_accepted();
    (void)happens(Connected{0});
  }
  void talk_as_callee() {
    answer();
    (void)happens(Connected{0});
  }

  Settings settings{.name = "A"};
  Line line{settings};
  Time now{};
};

}  // namespace call
