#include "call/ending.h"

#include <gtest/gtest.h>

using namespace call;
using signalling::Reason;

namespace {

constexpr auto kReasons = {Reason::Normal,   Reason::Cancelled, Reason::Declined,
                           Reason::Busy,     Reason::Timeout,   Reason::Unsupported,
                           Reason::Replaced, Reason::Lost,      Reason::Failed};

Ended theirs(Reason reason, bool accepted) {
  return {.call = "c", .peer = "B", .reason = reason, .accepted = accepted, .outgoing = true};
}

TEST(Ending, HasAnExitStatusForEachTrouble) {
  auto status = [](Trouble trouble) {
    return exit_status({.reason = Reason::Failed, .by_us = true, .trouble = trouble});
  };
  EXPECT_EQ(status(Trouble::Internal), 1);
  EXPECT_EQ(status(Trouble::NoCommonCodec), 4);
  EXPECT_EQ(status(Trouble::BadDescription), 4);
  EXPECT_EQ(status(Trouble::NoCoder), 5);
  EXPECT_EQ(status(Trouble::NoPath), 6);
  EXPECT_EQ(status(Trouble::PathLost), 6);
  EXPECT_EQ(status(Trouble::Identity), 7);
}

TEST(Ending, ByThePeerBeforeItAcceptedIsNoCall) {
  for (auto reason : kReasons)
    EXPECT_EQ(exit_status(theirs(reason, false)), reason == Reason::Lost ? 6 : 4) << name(reason);
}

TEST(Ending, ByThePeerAfterItAcceptedIsNormalOrALostPath) {
  EXPECT_EQ(exit_status(theirs(Reason::Normal, true)), 0);
  EXPECT_EQ(exit_status(theirs(Reason::Replaced, true)), 0);
  EXPECT_EQ(exit_status(theirs(Reason::Lost, true)), 6);
  EXPECT_EQ(exit_status(theirs(Reason::Failed, true)), 6);
}

TEST(Ending, IsExplainedExactlyWhenTheExitStatusIsNotZero) {
  for (auto reason : kReasons)
    for (auto by_us : {false, true})
      for (auto accepted : {false, true}) {
        auto ended = theirs(reason, accepted);
        ended.by_us = by_us;
        EXPECT_EQ(explain(ended, "").empty(), exit_status(ended) == 0) << name(reason);
      }
}

TEST(Ending, IsOneSentenceThatSaysWhatToTry) {
  EXPECT_EQ(explain(theirs(Reason::Busy, false), ""), "B is in another call: try again later.");
  EXPECT_EQ(explain(theirs(Reason::Declined, false), ""), "B declined the call: try again later.");
}

}  // namespace
