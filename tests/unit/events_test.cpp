#include "ui/events.h"

#include <array>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace ui;
using namespace std::chrono_literals;
using testing::HasSubstr;

namespace {

TEST(AnEvent, IsOneJsonObjectOnALine) {
  EXPECT_EQ(to_json(Registered{"A", "ws://x/ws"}, 1ms),
            R"({"t":0.001,"event":"registered","peer":"A","server":"ws://x/ws"})");
  EXPECT_EQ(to_json(Online{"B"}, 1200ms), R"({"t":1.200,"event":"online","peer":"B"})");
  EXPECT_EQ(to_json(Offline{"B"}, 0ms), R"({"t":0.000,"event":"offline","peer":"B"})");
  EXPECT_EQ(to_json(Incoming{"1", "B"}, 0ms),
            R"({"t":0.000,"event":"incoming","call":"1","from":"B"})");
  EXPECT_EQ(to_json(Ringing{"1", "B"}, 0ms), R"({"t":0.000,"event":"ringing","call":"1"})");
  EXPECT_EQ(to_json(Accepted{"1", "B"}, 0ms), R"({"t":0.000,"event":"accepted","call":"1"})");
  EXPECT_EQ(to_json(Connected{"1", "B", 61ms}, 3600s),
            R"({"t":3600.000,"event":"connected","call":"1","ms":61})");
  EXPECT_EQ(to_json(FirstFrame{"1", "video", 99ms}, 0ms),
            R"({"t":0.000,"event":"first-frame","call":"1","media":"video","ms":99})");
  EXPECT_EQ(to_json(Muted{"audio", true, "A"}, 0ms),
            R"({"t":0.000,"event":"muted","media":"audio","on":true,"by":"A"})");
  EXPECT_EQ(to_json(Ended{"1", "B", "normal", "A"}, 0ms),
            R"({"t":0.000,"event":"ended","call":"1","reason":"normal","by":"A"})");
  EXPECT_EQ(to_json(Waiting{"B"}, 0ms), "");
}

TEST(AnEvent, CarriesAnyText) {
  EXPECT_EQ(to_json(Warning{Code::CameraGone, "a \"b\"\n"}, 0ms),
            R"({"t":0.000,"event":"warning","code":"camera-gone","text":"a \"b\"\n"})");
  EXPECT_EQ(to_json(Pipeline{"\xff"}, 0ms),
            "{\"t\":0.000,\"event\":\"pipeline\",\"text\":\"\uFFFD\"}");
}

TEST(AnEvent, HasACodeForEachExitStatus) {
  EXPECT_EQ(name(error_of(1)), "internal");
  EXPECT_EQ(name(error_of(2)), "usage");
  EXPECT_EQ(name(error_of(3)), "server");
  EXPECT_EQ(name(error_of(4)), "peer");
  EXPECT_EQ(name(error_of(5)), "codec");
  EXPECT_EQ(name(error_of(6)), "path");
  EXPECT_EQ(name(error_of(7)), "identity");
}

Stats stats() {
  Stats stats;
  stats.send.video = {.bitrate_bps = 800000,
                      .packets = 10,
                      .lost = 1,
                      .retransmitted = 2,
                      .frames = 3,
                      .fps = 29.97,
                      .width = 640,
                      .height = 480,
                      .codec = "VP8"};
  stats.receive.audio = {.bitrate_bps = 64000, .packets = 5, .lost = 0, .codec = "OPUS"};
  stats.rtt_ms = 12.5;
  stats.local_candidate = "host";
  return stats;
}

TEST(AnEvent, OfStatsLeavesOutWhatIsNotKnown) {
  EXPECT_EQ(to_json(stats(), 0ms),
            R"({"t":0.000,"event":"stats","send":{"video":{"bitrate_bps":800000,"packets":10,)"
            R"("lost":1,"retransmitted":2,"frames":3,"fps":29.969999999999999,"width":640,)"
            R"("height":480,"codec":"VP8"}},"receive":{"audio":{"bitrate_bps":64000,"packets":5,)"
            R"("lost":0,"codec":"OPUS"}},"rtt_ms":12.5,"freezes":0,"frozen_ms":0,)"
            R"("concealed_ms":0,"local_candidate":"host"})");
}

struct EventsTest : testing::Test {
  EventsTest() { EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0); }
  ~EventsTest() override {
    if (ends[0] >= 0) close(ends[0]);
    close(ends[1]);
  }
  // What can be read without waiting for more.
  std::string take() {
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = read(ends[0], buffer.data(), buffer.size())) > 0;)
      text.append(buffer.data(), static_cast<std::size_t>(n));
    return text;
  }

  std::array<int, 2> ends{};
  Events::Time start{};
};

TEST_F(EventsTest, AreWrittenAtOnceWithTheTimeSinceTheStart) {
  Events events{ends[1], start};
  events.tell(Online{"B"}, start + 1500ms);
  EXPECT_EQ(take(), "{\"t\":1.500,\"event\":\"online\",\"peer\":\"B\"}\n");
}

TEST_F(EventsTest, StopWhenTheReaderIsGone) {
  Events events{ends[1], start};
  close(std::exchange(ends[0], -1));
  events.tell(Online{"B"}, start);
  EXPECT_TRUE(events.stopped());
  events.tell(Online{"B"}, start);
}

TEST_F(EventsTest, DoNotWaitForASlowReaderAndLoseNothingButStats) {
  Events events{ends[1], start};
  constexpr auto kMany = 3000;
  for (auto i = 0; i < kMany; ++i) events.tell(Online{std::to_string(i)}, start);
  events.tell(stats(), start);
  auto text = take();
  events.tell(Offline{"B"}, start);
  text += take();
  events.tell(Offline{"C"}, start);
  text += take();
  EXPECT_EQ(std::ranges::count(text, '\n'), kMany + 2);
  EXPECT_THAT(text, HasSubstr("\"2999\""));
  EXPECT_EQ(text.find("stats"), std::string::npos);
  EXPECT_FALSE(events.stopped());
}

}  // namespace
