#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.h"

using namespace signalling;
using namespace world;
using testing::HasSubstr;

namespace {

struct AbuseTest : testing::Test {
  std::string port() const { return port_of(server); }
  // Another client is served as if nothing were.
  void others_are_served() {
    Raw other{port()};
    ASSERT_TRUE(other.upgrade());
    other.hello("somebody");
    ASSERT_TRUE(other.hears("welcome"));
    other.frame(0x88, "\x03\xe8");
    EXPECT_TRUE(until([&] { return other.ended(); }));
  }
  Server server{local_server()};
};

// AddressSanitizer keeps what was freed for a while.
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t kSlack = 256 * 1024;
#else
constexpr std::size_t kSlack = 0;
#endif

std::size_t resident_kib() {
  std::ifstream pages{"/proc/self/statm"};
  std::size_t all = 0, resident = 0;
  pages >> all >> resident;
  return resident * 4;
}

TEST_F(AbuseTest, SilentAndHalfOpenSocketsAreClosed) {
  Raw silent{port()}, half{port()}, mute{port()};
  half.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  ASSERT_TRUE(mute.upgrade());  // but says no hello
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(until([&] { return silent.ended() && half.ended() && mute.ended(); }));
  const auto waited = std::chrono::steady_clock::now() - start;
  EXPECT_GT(waited, 4s);
  EXPECT_LT(waited, 7s);
  others_are_served();
}

TEST_F(AbuseTest, ASlowRequestIsClosedToo) {
  Raw slow{port()};
  slow.write("GET / HTTP/1.1\r\n");
  while (!slow.ended()) {
    slow.write("X: y\r\n");
    until([&] { return slow.ended(); }, 500ms);
  }
  EXPECT_EQ(slow.received(), "");
}

TEST_F(AbuseTest, ARequestWithoutEndIsClosed) {
  Raw raw{port()};
  raw.write("GET / HTTP/1.1\r\nX: " + std::string(1 << 20, 'x'));
  EXPECT_TRUE(until([&] { return raw.ended(); }, 3s));
  Raw body{port()};
  body.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n" +
             std::string(1 << 20, 'x'));
  EXPECT_TRUE(until([&] { return body.ended(); }, 3s));
  others_are_served();
}

TEST_F(AbuseTest, AMessageInFragmentsIsBounded) {
  Raw raw{port()};
  ASSERT_TRUE(raw.upgrade());
  raw.hello("fragmenter");
  ASSERT_TRUE(raw.hears("welcome"));
  const auto before = resident_kib();
  const std::string fragment(60000, 'x');
  raw.frame(0x01, fragment);
  for (int i = 0; i < 170 && !raw.ended(); ++i) raw.frame(0x00, fragment);  // 10 MiB
  EXPECT_LT(resident_kib(), before + 4096 + kSlack);
  EXPECT_TRUE(raw.hears("too-large"));
  EXPECT_TRUE(until([&] { return raw.close_code() == 1009; }));
  EXPECT_TRUE(until([&] { return raw.ended(); }));
  others_are_served();
}

TEST_F(AbuseTest, EmptyFragmentsAreBoundedToo) {
  Raw raw{port()};
  ASSERT_TRUE(raw.upgrade());
  raw.hello("fragmenter");
  ASSERT_TRUE(raw.hears("welcome"));
  raw.frame(0x01, "");
  std::string many;
  for (int i = 0; i < 10000; ++i) many += std::string{"\x00\x80\x00\x00\x00\x00", 6};
  for (int i = 0; i < 3; ++i) raw.write(many);
  EXPECT_TRUE(raw.hears("too-large"));
}

TEST_F(AbuseTest, OneLargeFrameIsBounded) {
  Raw raw{port()};
  ASSERT_TRUE(raw.upgrade());
  raw.hello("shouter");
  ASSERT_TRUE(raw.hears("welcome"));
  raw.say(std::string(70000, 'x'));
  ASSERT_TRUE(raw.hears("too-large"));
  raw.say(R"({"type":"ping"})");  // a little too much does not end the connection
  ASSERT_TRUE(raw.hears("pong"));
  const auto before = resident_kib();
  raw.say(std::string(10 << 20, 'x'));
  EXPECT_LT(resident_kib(), before + 24'576 + kSlack);  // our own two copies of it
  EXPECT_TRUE(until([&] { return raw.close_code() == 1009; }));
  others_are_served();
}

TEST_F(AbuseTest, AnEndlessLengthIsRefused) {
  Raw raw{port()};
  ASSERT_TRUE(raw.upgrade());
  raw.write(std::string{"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", 14});
  EXPECT_TRUE(until([&] { return raw.ended(); }));
  others_are_served();
}

TEST_F(AbuseTest, NonsenseIsSurvived) {
  Raw raw{port()};
  ASSERT_TRUE(raw.upgrade());
  raw.hello("babbler");
  ASSERT_TRUE(raw.hears("welcome"));
  for (const std::string& text :
       {std::string{}, std::string{"{"}, std::string(60000, '['), std::string{"{\"type\":[]}"}})
    raw.say(text);
  raw.frame(0x82, "binary");
  raw.say(R"({"type":"ping"})");
  EXPECT_TRUE(raw.hears("pong"));
  EXPECT_EQ(raw.texts().size(), 7U);  // the welcome, five refusals and the pong
  raw.frame(0x81, "\xff\xfe");        // no UTF-8: the codec's own refusal
  EXPECT_TRUE(until([&] { return raw.close_code() == 1007; }));
  others_are_served();
}

TEST_F(AbuseTest, AFloodIsLimitedAndOthersAreServed) {
  Raw flooder{port()};
  ASSERT_TRUE(flooder.upgrade());
  flooder.hello("flooder");
  ASSERT_TRUE(flooder.hears("welcome"));
  std::string flood;
  const std::string ping = R"({"type":"ping"})";
  for (int i = 0; i < 20000; ++i)
    flood +=
        std::string{"\x81"} + static_cast<char>(0x80 | ping.size()) + std::string(4, '\0') + ping;
  flooder.write(flood);
  others_are_served();
  EXPECT_TRUE(flooder.hears("rate-limited"));
  EXPECT_LT(flooder.texts().size(), 3000U);
  EXPECT_FALSE(flooder.ended());
}

TEST_F(AbuseTest, OneThatDoesNotReadIsCut) {
  Raw deaf{port()};
  ASSERT_TRUE(deaf.upgrade());
  deaf.hello("deaf");
  ASSERT_TRUE(deaf.hears("welcome"));
  deaf.deafen();
  const auto before = resident_kib();
  const std::string ring =
      R"({"type":"ring","to":"deaf","call":"c","x":")" + std::string(60000, 'x') + "\"}";
  std::vector<std::unique_ptr<Raw>> talkers;
  for (int i = 0; i < 4; ++i) {
    auto& talker = *talkers.emplace_back(std::make_unique<Raw>(port()));
    ASSERT_TRUE(talker.upgrade());
    talker.hello("talker" + std::to_string(i));
    ASSERT_TRUE(talker.hears("welcome"));
    for (int n = 0; n < 69; ++n) talker.say(ring);
    talker.say(R"({"type":"ping"})");
    ASSERT_TRUE(talker.hears("pong"));
  }
  EXPECT_LT(resident_kib(), before + 16'384 + kSlack);
  const auto metrics = http(port(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(metrics, HasSubstr("\np2pcall_peers_online 4\n"));
  EXPECT_THAT(metrics, HasSubstr("\np2pcall_sessions 5\n"));
}

TEST_F(AbuseTest, HundredsConnectAndGo) {
  for (int round = 0; round < 3; ++round) {
    std::vector<std::unique_ptr<Raw>> crowd(300);
    for (auto& one : crowd) one = std::make_unique<Raw>(port());
    others_are_served();
  }
  EXPECT_TRUE(until([&] {
    return http(port(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
               .find("p2pcall_connections 1\n") != std::string::npos;
  }));
}

}  // namespace
