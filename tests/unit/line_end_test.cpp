#include <gtest/gtest.h>

#include "line_fixture.h"

using namespace call;
using namespace std::chrono_literals;
using namespace signalling;

namespace {

using ::call::Failed;
using End = LineTest;
using Busy = LineTest;

TEST_F(End, OfOurUnansweredCallIsCancelled) {
  ring_them();
  auto actions = happens(HangUp{});
  EXPECT_EQ(*farewell(actions), Reason::Cancelled);
  EXPECT_EQ(exit_status(*find<Ended>(actions)), 0);
  EXPECT_EQ(find<Ended>(actions)->text, "");
}

TEST_F(End, BeforeTheRingIsNotSaid) {
  (void)happens(PeerOnline{"B"});
  dial();
  auto actions = happens(HangUp{});
  EXPECT_EQ(farewell(actions), nullptr);
  EXPECT_TRUE(find<CloseMedia>(actions));
  EXPECT_TRUE(happens(Described{0, kOffer}).empty());
}

TEST_F(End, OfTheirUnansweredCallIsDeclined) {
  be_rung();
  auto actions = happens(DeclineCall{});
  EXPECT_EQ(*farewell(actions), Reason::Declined);
  EXPECT_EQ(exit_status(*find<Ended>(actions)), 0);
  EXPECT_TRUE(line.idle());
}

TEST_F(End, ByHangingUpWhileItRingsHereIsDecliningToo) {
  be_rung();
  EXPECT_EQ(*farewell(happens(HangUp{})), Reason::Declined);
}

TEST_F(End, OfAnAcceptedCallIsNormal) {
  talk_as_callee();
  EXPECT_EQ(happens(DeclineCall{}).size(), 1U);  // that it means nothing
  auto actions = happens(HangUp{});
  EXPECT_EQ(*farewell(actions), Reason::Normal);
  EXPECT_TRUE(find<Ended>(actions)->accepted);
  EXPECT_EQ(exit_status(*find<Ended>(actions)), 0);
}

TEST_F(End, ByThePeerIsTakenInEveryState) {
  const std::vector<void (LineTest::*)()> beginnings{
      &LineTest::ring_them,     &LineTest::be_rung,     &LineTest::accept,
      &LineTest::answer,        &LineTest::be_accepted, &LineTest::talk_as_caller,
      &LineTest::talk_as_callee};
  for (auto begin : beginnings) {
    line = Line{settings};
    (this->*begin)();
    auto actions = hears(Hangup{Reason::Normal});
    EXPECT_EQ(farewell(actions), nullptr);
    EXPECT_TRUE(find<CloseMedia>(actions));
    ASSERT_TRUE(find<Ended>(actions));
    EXPECT_FALSE(find<Ended>(actions)->by_us);
    EXPECT_TRUE(line.idle());
  }
}

TEST_F(End, IsFinal) {
  talk_as_caller();
  (void)happens(HangUp{});
  EXPECT_TRUE(hears(Accept{kAnswer, {}, {}}).empty());
  EXPECT_TRUE(hears(Hangup{}).empty());
  EXPECT_TRUE(hears(Trickle{0, candidate("x")}).empty());
  EXPECT_EQ(farewell(happens(HangUp{})), nullptr);
}

TEST_F(End, IsNotUndoneByARepeatedRing) {
  be_rung();
  (void)happens(DeclineCall{});
  EXPECT_TRUE(rings().empty());
  EXPECT_FALSE(rings(kGreater).empty());
}

TEST_F(End, ComesOnlyFromTheCallsOwnPeer) {
  talk_as_caller();
  EXPECT_TRUE(happens(Received{"C", kCall, Hangup{}}).empty());
  EXPECT_TRUE(hears(Hangup{}, kLess).empty());
  EXPECT_FALSE(line.idle());
}

TEST_F(End, OfRingingHereComesByItselfAfterTwoMinutes) {
  be_rung();
  EXPECT_TRUE(passes(119s).empty());
  auto actions = passes(1s);
  EXPECT_EQ(*farewell(actions), Reason::Timeout);
  EXPECT_EQ(exit_status(*find<Ended>(actions)), 4);
}

TEST_F(End, OfRingingHereComesWithTheCallersLeaving) {
  be_rung();
  auto actions = happens(PeerOffline{"B"});
  EXPECT_EQ(farewell(actions), nullptr);
  EXPECT_EQ(find<Ended>(actions)->reason, Reason::Cancelled);
  EXPECT_TRUE(find<Prepare>(rings()));  // back again, still calling
}

TEST_F(End, OfAnAcceptedCallDoesNotComeWithThePeersLeavingTheServer) {
  talk_as_caller();
  EXPECT_TRUE(find<PeerLeft>(happens(PeerOffline{"B"})));
  EXPECT_TRUE(happens(Refused{"no-such-peer", kCall, "B"}).empty());
  EXPECT_TRUE(happens(Registered{}).empty());
  EXPECT_FALSE(line.idle());
}

TEST_F(End, ComesWhenTheServerWillNotCarryOurRing) {
  ring_them();
  EXPECT_TRUE(happens(Refused{"rate-limited", kCall, "B"}).empty());
  auto actions = happens(Refused{"too-large", kCall, "B"});
  EXPECT_EQ(exit_status(*find<Ended>(actions)), 1);
}

TEST_F(End, SaysUnsupportedWhenNoCodecFits) {
  for (auto trouble : {Trouble::NoCommonCodec, Trouble::NoCoder}) {
    line = Line{settings};
    (void)rings();
    auto actions = happens(Failed{0, trouble, ""});
    EXPECT_EQ(*farewell(actions), Reason::Unsupported);
    EXPECT_EQ(exit_status(*find<Ended>(actions)), trouble == Trouble::NoCoder ? 5 : 4);
  }
}

TEST_F(End, SaysFailedWhenTheDescriptionIsBad) {
  (void)rings();
  auto actions = happens(Failed{0, Trouble::BadDescription, "no a=mid"});
  EXPECT_EQ(*farewell(actions), Reason::Failed);
  EXPECT_EQ(find<Ended>(actions)->text,
            "The description of the call that B sent cannot be used (no a=mid): the program there "
            "may need an update.");
}

TEST_F(End, ComesThirtySecondsAfterAcceptingWithoutAPath) {
  answer();
  EXPECT_TRUE(passes(29s).empty());
  auto actions = passes(1s);
  EXPECT_EQ(*farewell(actions), Reason::Failed);
  EXPECT_EQ(find<Ended>(actions)->trouble, Trouble::NoPath);
  EXPECT_EQ(exit_status(*find<Ended>(actions)), 6);
}

TEST_F(End, ComesTenSecondsAfterIceFailedUnlessItRevives) {
  answer();
  (void)passes(7s);
  EXPECT_TRUE(happens(Failed{0, Trouble::NoPath, ""}).empty());
  EXPECT_EQ(line.deadline(), now + 10s);
  (void)passes(5s);
  EXPECT_TRUE(happens(Failed{0, Trouble::NoPath, ""}).empty());
  EXPECT_EQ(line.deadline(), now + 5s);
  EXPECT_TRUE(find<Up>(happens(Connected{0})));
  EXPECT_TRUE(passes(60s).empty());
}

TEST_F(End, ComesWhenSomebodyIsInTheMiddle) {
  be_accepted();
  auto actions = happens(Failed{0, Trouble::Identity, ""});
  EXPECT_EQ(*farewell(actions), Reason::Failed);
  EXPECT_EQ(exit_status(*find<Ended>(actions)), 7);
  EXPECT_EQ(find<Ended>(actions)->text,
            "The key seen in the handshake with B is not the one it announced: somebody may be in "
            "the middle; try another network or a server that you trust.");
}

TEST_F(End, ComesWhenThePathIsLostForGood) {
  talk_as_caller();
  auto actions = happens(Failed{0, Trouble::PathLost, ""});
  EXPECT_EQ(*farewell(actions), Reason::Lost);
  EXPECT_EQ(exit_status(*find<Ended>(actions)), 6);
}

TEST_F(Busy, IsWhatASecondCallerHears) {
  talk_as_caller();
  auto actions = happens(Received{"C", kLess, Ring{kOffer, {}, {}}});
  EXPECT_EQ(std::get<Send>(actions.at(0)), (Send{"C", kLess, Hangup{Reason::Busy}}));
  EXPECT_EQ(std::get<TurnedAway>(actions.at(1)).from, "C");
  EXPECT_FALSE(line.idle());
}

TEST_F(Busy, IsAlsoTheAnswerToASecondCallerOfTheSameCallName) {
  be_rung();
  EXPECT_EQ(*farewell(happens(Received{"C", kCall, Ring{kOffer, {}, {}}})), Reason::Busy);
  EXPECT_TRUE(find<Accepted>(happens(AcceptCall{})));
}

TEST_F(Busy, DoesNotHinderTheCallsOwnPeerFromRingingAnew) {
  talk_as_caller();
  auto actions = rings(kGreater);
  EXPECT_EQ(*farewell(actions), Reason::Replaced);
  EXPECT_EQ(find<Ended>(actions)->call, kCall);
  EXPECT_TRUE(std::holds_alternative<Prepare>(actions.back()));
  EXPECT_EQ(find<Incoming>(happens(Prepared{}))->call, kGreater);
}

TEST_F(Busy, DoesNotEndOurCallWhenTheUserDialsAgain) {
  talk_as_caller();
  EXPECT_FALSE(find<Waiting>(happens(Dial{"C", kLess})));
  EXPECT_FALSE(line.idle());
}

}  // namespace
