#include "media/freeze_counter.h"

#include <gtest/gtest.h>

using media::FreezeCounter;

namespace {

// Shows `count` frames 33 ms apart and gives the time of the last.
std::int64_t run(FreezeCounter& counter, std::int64_t now, int count) {
  for (int i = 0; i < count; ++i) counter.frame_shown(now += 33);
  return now;
}

TEST(FreezeCounter, CountsNoneInASteadyPicture) {
  FreezeCounter counter;
  run(counter, 0, 300);
  EXPECT_EQ(counter.freezes(), 0U);
}

TEST(FreezeCounter, CountsAGapOf150MsOverTheMean) {
  FreezeCounter counter;
  auto now = run(counter, 0, 60);
  counter.frame_shown(now += 182);  // 33 + 150 is one more
  EXPECT_EQ(counter.freezes(), 0U);
  now = run(counter, now, 60);
  counter.frame_shown(now + 183);
  EXPECT_EQ(counter.freezes(), 1U);
  EXPECT_EQ(counter.frozen(), 183);
}

TEST(FreezeCounter, JudgesASlowPictureByItsOwnPace) {
  FreezeCounter counter;
  std::int64_t now = 0;
  for (int i = 0; i < 40; ++i) counter.frame_shown(now += 500);
  EXPECT_EQ(counter.freezes(), 0U);
  counter.frame_shown(now + 1500);
  EXPECT_EQ(counter.freezes(), 1U);
}

}  // namespace
