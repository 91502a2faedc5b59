#include <gtest/gtest.h>

#include "line_fixture.h"

using namespace call;
using namespace std::chrono_literals;
using namespace signalling;

namespace {

using ::call::Failed;
using Renewal = LineTest;

TEST_F(Renewal, OffersTheNextGeneration) {
  talk_as_caller();
  EXPECT_EQ(find<MakeOffer>(happens(Renew{}))->generation, 1U);
  EXPECT_TRUE(happens(CandidateFound{1, candidate("x")}).empty());
  auto actions = happens(Described{1, kOffer});
  EXPECT_EQ(std::get<Send>(actions.at(0)).word, CallWord(Redescribe{1, kOffer}));
  EXPECT_EQ(std::get<Send>(actions.at(1)).word, CallWord(Trickle{1, candidate("x")}));
  EXPECT_EQ(find<TakeAnswer>(hears(Redescribe{1, kAnswer}))->generation, 1U);
  EXPECT_TRUE(hears(Redescribe{1, kAnswer}).empty());
}

TEST_F(Renewal, AnswersTheNextGeneration) {
  talk_as_callee();
  EXPECT_TRUE(hears(Trickle{1, candidate("early")}).empty());
  EXPECT_EQ(find<MakeAnswer>(hears(Redescribe{1, kOffer}))->generation, 1U);
  EXPECT_TRUE(find<AddCandidate>(hears(Trickle{1, candidate("x")})));
  EXPECT_EQ(sent<Redescribe>(happens(Described{1, kAnswer})).size(), 1U);
}

TEST_F(Renewal, KeepsTheOldConnectionUntilMediaComesThroughTheNew) {
  talk_as_callee();
  (void)hears(Redescribe{1, kOffer});
  (void)happens(Described{1, kAnswer});
  EXPECT_TRUE(happens(Connected{1}).empty());
  EXPECT_TRUE(find<AddCandidate>(hears(Trickle{0, candidate("x")})));
  auto actions = happens(MediaCame{1});
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(std::get<DropConnection>(actions[0]).generation, 0U);
  EXPECT_TRUE(hears(Trickle{0, candidate("x")}).empty());
  EXPECT_TRUE(passes(60s).empty());
}

TEST_F(Renewal, CanFollowAnother) {
  talk_as_caller();
  for (auto generation = 1U; generation < 5; ++generation) {
    EXPECT_EQ(find<MakeOffer>(happens(Renew{}))->generation, generation);
    (void)happens(Described{generation, kOffer});
    (void)hears(Redescribe{generation, kAnswer});
    (void)happens(Connected{generation});
    EXPECT_EQ(find<DropConnection>(happens(MediaCame{generation}))->generation, generation - 1);
  }
}

TEST_F(Renewal, IgnoresRepeatsAndLowerGenerations) {
  talk_as_callee();
  (void)hears(Redescribe{3, kOffer});
  for (auto generation : {0U, 1U, 2U, 3U})
    EXPECT_TRUE(hears(Redescribe{generation, kOffer}).empty()) << generation;
  EXPECT_TRUE(hears(Redescribe{3, kAnswer}).empty());
}

TEST_F(Renewal, BeforeAcceptingIsIgnored) {
  be_rung();
  EXPECT_TRUE(hears(Redescribe{1, kOffer}).empty());
  EXPECT_TRUE(happens(Renew{}).empty());
}

TEST_F(Renewal, OfTheCallerStandsWhenTwoCross) {
  talk_as_caller();
  (void)happens(Renew{});
  (void)happens(Described{1, kOffer});
  EXPECT_TRUE(hears(Redescribe{1, kOffer}).empty());
  EXPECT_TRUE(hears(Trickle{1, candidate("of the dropped one")}).empty());
  EXPECT_TRUE(find<TakeAnswer>(hears(Redescribe{1, kAnswer})));
}

TEST_F(Renewal, OfTheCalleeIsDroppedWithItsConnectionWhenTwoCross) {
  talk_as_callee();
  (void)happens(Renew{});
  (void)happens(Described{1, kOffer});
  auto actions = hears(Redescribe{1, kOffer});
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(std::get<DropConnection>(actions[0]).generation, 1U);
  EXPECT_EQ(std::get<MakeAnswer>(actions[1]).generation, 1U);
  EXPECT_EQ(sent<Redescribe>(happens(Described{1, kAnswer})).size(), 1U);
}

TEST_F(Renewal, ThatFindsNoPathCostsNothing) {
  talk_as_caller();
  (void)happens(Renew{});
  (void)happens(Described{1, kOffer});
  EXPECT_EQ(find<DropConnection>(passes(30s))->generation, 1U);
  EXPECT_FALSE(line.idle());
  EXPECT_EQ(find<MakeOffer>(happens(Renew{}))->generation, 2U);
  EXPECT_TRUE(find<DropConnection>(happens(Failed{2, Trouble::Internal, ""})));
  EXPECT_FALSE(line.idle());
}

TEST_F(Renewal, WithAnotherKeyEndsTheCall) {
  talk_as_caller();
  (void)happens(Renew{});
  EXPECT_EQ(exit_status(*find<Ended>(happens(Failed{1, Trouble::Identity, ""}))), 7);
}

TEST_F(Renewal, IsTheLastHopeOfALostPath) {
  talk_as_caller();
  (void)happens(Renew{});
  EXPECT_TRUE(happens(Failed{0, Trouble::PathLost, ""}).empty());
  EXPECT_EQ(find<Ended>(passes(30s))->trouble, Trouble::PathLost);
}

TEST_F(Renewal, IsStillDescribedAfterItTookOver) {
  be_accepted();
  (void)passes(1s);
  (void)happens(Renew{});
  (void)happens(CandidateFound{1, candidate("x")});
  EXPECT_EQ(find<DropConnection>(passes(29s))->generation, 0U);
  auto actions = happens(Described{1, kOffer});
  EXPECT_EQ(sent<Redescribe>(actions).size(), 1U);
  EXPECT_EQ(sent<Trickle>(actions).size(), 1U);
  EXPECT_TRUE(find<TakeAnswer>(hears(Redescribe{1, kAnswer})));
  EXPECT_TRUE(find<Up>(happens(Connected{1})));
}

TEST_F(Renewal, ByANewerOfferReplacesAPendingOne) {
  talk_as_callee();
  (void)hears(Redescribe{1, kOffer});
  auto actions = hears(Redescribe{2, kOffer});
  EXPECT_EQ(find<DropConnection>(actions)->generation, 1U);
  EXPECT_EQ(find<MakeAnswer>(actions)->generation, 2U);
}

// The peer may have dropped the old one already.
TEST_F(Renewal, ByANewerOfferKeepsTheConnectionThatCameUpLast) {
  talk_as_callee();
  (void)hears(Redescribe{1, kOffer});
  (void)happens(Described{1, kAnswer});
  (void)happens(Connected{1});
  EXPECT_EQ(find<DropConnection>(hears(Redescribe{2, kOffer}))->generation, 0U);
}

TEST_F(Renewal, DoesNotCountBeyondTheLastNumber) {
  talk_as_callee();
  (void)hears(Redescribe{~0U, kOffer});
  (void)happens(Failed{~0U, Trouble::Internal, ""});
  EXPECT_TRUE(happens(Renew{}).empty());
}

}  // namespace
