#include <gtest/gtest.h>

#include "line_fixture.h"

using namespace call;
using namespace std::chrono_literals;
using namespace signalling;

namespace {

using Crossing = LineTest;

TEST_F(Crossing, LetsOurGreaterRingStand) {
  ring_them();
  EXPECT_TRUE(rings(kLess).empty());
  EXPECT_TRUE(find<Accepted>(hears(Accept{kAnswer, {}, {}})));
}

TEST_F(Crossing, GivesWayToTheGreaterRingAndAcceptsItUnasked) {
  ring_them();
  auto actions = rings(kGreater);
  ASSERT_EQ(actions.size(), 2U);  // nothing is sent: our ring is dropped silently
  EXPECT_TRUE(std::holds_alternative<CloseMedia>(actions[0]));
  EXPECT_TRUE(std::holds_alternative<Prepare>(actions[1]));
  actions = happens(Prepared{});
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(std::get<Accepted>(actions[0]).call, kGreater);
  EXPECT_TRUE(std::holds_alternative<MakeAnswer>(actions[1]));
}

TEST_F(Crossing, ComparesLowerCaseText) {
  ring_them();  // 5c0f...
  EXPECT_FALSE(rings("5C1F0000-0000-4000-8000-000000000000").empty());
}

TEST_F(Crossing, NeedsARingThatIsOut) {
  (void)happens(PeerOnline{"B"});
  dial();  // our offer is still in the making
  EXPECT_TRUE(find<Prepare>(rings(kLess)));
  EXPECT_TRUE(find<Accepted>(happens(Prepared{})));
}

TEST_F(Crossing, HappensWhileWeWaitForThePeer) {
  dial();
  auto actions = rings(kLess);
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<Prepare>(actions[0]));
  EXPECT_TRUE(find<Accepted>(happens(Prepared{})));
}

TEST_F(Crossing, IgnoresWhatIsSaidOfTheDroppedRing) {
  ring_them();
  (void)rings(kGreater);
  EXPECT_TRUE(hears(Accept{kAnswer, {}, {}}).empty());
  EXPECT_TRUE(hears(Hangup{}).empty());
  EXPECT_TRUE(hears(Trickle{0, candidate("x")}, kLess).empty());
}

// B gave up its ring before ours came: to B ours is then a new call.
TEST_F(Crossing, TakesTheDroppedRingBackWhenTheOtherIsGivenUp) {
  ring_them();
  (void)rings(kGreater);
  auto actions = hears(Hangup{Reason::Cancelled}, kGreater);
  EXPECT_EQ(std::get<Send>(actions.at(0)), (Send{"B", kCall, Hangup{Reason::Cancelled}}));
  EXPECT_TRUE(line.idle());
}

TEST_F(Crossing, LeavesTheDroppedRingAloneOnceTheOtherIsUp) {
  ring_them();
  (void)rings(kGreater);
  (void)happens(Prepared{});
  (void)happens(Described{0, kAnswer});
  (void)happens(Connected{0});
  auto actions = happens(HangUp{});
  EXPECT_EQ(sent<Hangup>(actions).size(), 1U);
}

}  // namespace
