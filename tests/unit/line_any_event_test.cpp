#include <gtest/gtest.h>

#include "line_conduct.h"
#include "line_fixture.h"

using namespace call;
using namespace std::chrono_literals;
using namespace signalling;

namespace {

using ::call::Failed;

struct Beginning {
  const char* name;
  std::vector<Event> events;
};

Received from_b(CallWord word, const char* call = LineTest::kCall) {
  return {"B", call, std::move(word)};
}

std::vector<Beginning> beginnings() {
  const PeerOnline online{"B"};
  const Dial dial{"B", LineTest::kCall};
  const auto ring = from_b(Ring{kOffer, {}, {}});
  const auto accept = from_b(Accept{kAnswer, {}, {}});
  const Described offered{0, kOffer}, answered{0, kAnswer};
  const auto renewal = from_b(Redescribe{1, kOffer});
  return {
      {"idle", {}},
      {"waiting", {dial}},
      {"offering", {online, dial}},
      {"ringing", {online, dial, offered}},
      {"waiting again", {online, dial, offered, PeerOffline{"B"}}},
      {"checking", {ring}},
      {"asking", {ring, Prepared{}}},
      {"answering", {ring, Prepared{}, AcceptCall{}}},
      {"connecting as caller", {online, dial, offered, accept}},
      {"connecting as callee", {ring, Prepared{}, AcceptCall{}, answered}},
      {"crossed", {online, dial, offered, from_b(Ring{kOffer, {}, {}}, LineTest::kGreater)}},
      {"up", {ring, Prepared{}, AcceptCall{}, answered, Connected{0}}},
      {"renewing", {online, dial, offered, accept, Connected{0}, Renew{}}},
      {"renewed by the peer",
       {online, dial, offered, accept, Connected{0}, renewal, Described{1, kAnswer}, Connected{1}}},
      {"ended", {online, dial, offered, accept, HangUp{}}},
  };
}

std::vector<Event> of_user_and_server() {
  return {Dial{"B", LineTest::kLess},
          AcceptCall{},
          DeclineCall{},
          HangUp{},
          Renew{},
          Registered{},
          Registered{{"A", "B"}},
          PeerOnline{"B"},
          PeerOnline{"A"},
          PeerOffline{"B"},
          PeerOffline{"nobody"},
          Refused{"no-such-peer", LineTest::kCall, "B"},
          Refused{"no-such-peer", "", ""},
          Refused{"too-large", LineTest::kCall, "B"},
          Refused{"", LineTest::kCall, ""}};
}

std::vector<Event> of_the_peer() {
  std::vector<Event> events;
  for (const auto* call : {LineTest::kCall, LineTest::kLess, LineTest::kGreater, ""})
    for (const auto& word : std::vector<CallWord>{
             Ring{kOffer, {}, {}}, Ring{kAnswer, {}, {}}, Ringing{}, Accept{kAnswer, {}, {}},
             Accept{kOffer, {}, {}}, Redescribe{0, kOffer}, Redescribe{1, kOffer},
             Redescribe{1, kAnswer}, Redescribe{~0U, kOffer}, Trickle{0, candidate("")},
             Trickle{1, std::nullopt}, Hangup{Reason::Normal}, Hangup{Reason::Busy}})
      for (const std::string peer : {"B", "C", "A", ""}) {
        const bool is_new = std::holds_alternative<Ring>(word) && peer != "B";
        events.emplace_back(Received{peer, is_new ? peer + "'s" : call, word});
      }
  return events;
}

std::vector<Event> of_our_media() {
  std::vector<Event> events{Prepared{}};
  for (auto generation : {0U, 1U, 7U}) {
    events.emplace_back(Described{generation, kOffer});
    events.emplace_back(CandidateFound{generation, candidate("x")});
    events.emplace_back(Connected{generation});
    events.emplace_back(MediaCame{generation});
    for (auto trouble : {Trouble::NoCommonCodec, Trouble::BadDescription, Trouble::NoCoder,
                         Trouble::Identity, Trouble::NoPath, Trouble::PathLost, Trouble::Internal})
      events.emplace_back(Failed{generation, trouble, "why"});
  }
  return events;
}

struct Story {
  void happens(const Event& event) { conduct.watch(line.handle(event, now)); }
  void passes(std::chrono::seconds time) { conduct.watch(line.tick(now += time)); }
  void ends() {
    happens(HangUp{});
    EXPECT_TRUE(line.idle());
    EXPECT_EQ(line.deadline(), std::nullopt);
    EXPECT_FALSE(conduct.media_open());
  }
  Line line{{.name = "A"}};
  Conduct conduct;
  Time now{};
};

void try_each(const std::vector<Event>& events) {
  for (const auto& beginning : beginnings()) {
    SCOPED_TRACE(beginning.name);
    for (auto i = 0U; i < events.size(); ++i) {
      SCOPED_TRACE(i);
      Story story;
      for (const auto& event : beginning.events) story.happens(event);
      for (auto times = 0; times < 2; ++times) story.happens(events[i]);
      for (auto times = 0; times < 3; ++times) story.passes(10s);
      story.ends();
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(AnyEvent, OfUserAndServerSuitsAnyState) { try_each(of_user_and_server()); }
TEST(AnyEvent, OfThePeerSuitsAnyState) { try_each(of_the_peer()); }
TEST(AnyEvent, OfOurMediaSuitsAnyState) { try_each(of_our_media()); }

TEST(AnyEvent, LeavesNoStateWithoutAnEnd) {
  for (const auto& beginning : beginnings()) {
    Story story;
    for (const auto& event : beginning.events) story.happens(event);
    for (auto i = 0; i < 20; ++i) story.passes(10s);
    const std::string name = beginning.name;
    const auto up = name.starts_with("up") || name.starts_with("renew");
    EXPECT_EQ(story.line.idle(), !up) << name;
  }
}

}  // namespace
