#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sdp/partial.h"
#include "sdp/sdp.h"

using testing::HasSubstr;
using testing::Not;

namespace {

const std::string kTransport =
    "c=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"
    "a=fingerprint:sha-256 "
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:"
    "FF\r\na=rtcp-mux\r\n";
const std::string kSession =
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE a v\r\n";

std::string audio(const std::string& setup) {
  return "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" + kTransport + "a=setup:" + setup +
         "\r\na=mid:a\r\na=sendrecv\r\na=rtpmap:111 opus/48000/2\r\n";
}
std::string video(const std::string& setup) {
  return "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n" + kTransport + "a=bundle-only\r\na=setup:" + setup +
         "\r\na=mid:v\r\na=sendrecv\r\na=rtpmap:96 VP8/90000\r\na=ssrc:7 cname:x\r\n";
}
const std::string kOffer = kSession + audio("actpass") + video("actpass");

const sdp::Description* readable(const std::variant<sdp::Description, sdp::Refusal>& result) {
  return std::get_if<sdp::Description>(&result);
}

TEST(KeepOnly, GivesAWholeOfferOfTheRest) {
  const auto rest = sdp::keep_only(kOffer, {"v"});
  EXPECT_THAT(rest, Not(HasSubstr("m=audio")));
  EXPECT_THAT(rest, HasSubstr("a=group:BUNDLE v\r\n"));
  EXPECT_THAT(rest, HasSubstr("m=video 9 "));  // its transport is the bundle's now
  EXPECT_THAT(rest, Not(HasSubstr("bundle-only")));
  const auto result = sdp::read(rest);
  ASSERT_NE(readable(result), nullptr);
  EXPECT_EQ(readable(result)->media.size(), 1U);
}

TEST(RefuseRest, AnswersWhatWasLeftOutWithPortZero) {
  auto answer = kSession + video("active");
  answer.replace(answer.find("BUNDLE a v"), 10, "BUNDLE v");
  const auto whole = sdp::refuse_rest(answer, kOffer);
  EXPECT_LT(whole.find("m=audio 0 "), whole.find("m=video"));
  EXPECT_THAT(whole, HasSubstr("a=mid:a\r\n"));
}

TEST(PretendAccepted, LeavesNoRefusedMedium) {
  const auto refused = std::string{"m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=inactive\r\na=mid:a\r\n"};
  auto accepted = video("active");
  accepted.replace(accepted.find("m=video 0"), 9, "m=video 9");
  auto session = kSession;
  session.replace(session.find("BUNDLE a v"), 10, "BUNDLE v");
  const auto seen = sdp::pretend_accepted(session + refused + accepted, kOffer);
  EXPECT_THAT(seen, HasSubstr("m=audio 9 "));
  EXPECT_THAT(seen, HasSubstr("a=group:BUNDLE a v\r\n"));
  EXPECT_THAT(seen, HasSubstr("a=recvonly\r\n"));
  const auto result = sdp::read(seen);
  ASSERT_NE(readable(result), nullptr);
  EXPECT_FALSE(readable(result)->media.front().rejected);
}

}  // namespace
