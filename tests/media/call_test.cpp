#include <regex>

#include "pair.h"
#include "pipeline_view.h"

using namespace testing_media;
using media::Failed;

namespace {

media::Studio::Wishes prefer(const std::string& codec) { return {true, true, codec, {}}; }

TEST(MediaCall, ConnectsAndShowsPictureAndSoundBothWays) {
  media::Studio one{plan(), {}}, other{plan(), {}};
  Pair pair{one, other};
  pair.start();
  ASSERT_TRUE(pair.connects());
  EXPECT_TRUE(pair.shows());
}

TEST(MediaCall, GoesWithoutTheMediumThatOneSideLeavesOut) {
  media::Studio whole{plan(), {}}, deaf{plan(), {.audio = false}};
  for (const auto& [caller, callee] : {std::pair{&whole, &deaf}, {&deaf, &whole}}) {
    Pair pair{*caller, *callee};
    pair.start();
    ASSERT_TRUE(pair.connects());
    EXPECT_TRUE(wait_until([&] {
      return pair.caller.count<media::FirstFrame>() == 1 &&
             pair.callee.count<media::FirstFrame>() == 1;
    }));
    EXPECT_EQ(pair.caller.last<media::FirstFrame>()->kind, sdp::Kind::Video);
  }
}

// A codec of the call, and the side that asks for it.
struct CodecCase {
  std::string codec;
  bool caller_prefers;
};

class MediaCodec : public testing::TestWithParam<CodecCase> {};

TEST_P(MediaCodec, IsRepairedInBothDirections) {
  const auto& [codec, caller_prefers] = GetParam();
  media::Studio one{plan(), caller_prefers ? prefer(codec) : media::Studio::Wishes{}},
      other{plan(), caller_prefers ? media::Studio::Wishes{} : prefer(codec)};
  Pair pair{one, other};
  pair.start();
  ASSERT_TRUE(pair.connects());
  lose_packets(pair.caller.call.pipeline(), 0.1, 1);
  lose_packets(pair.callee.call.pipeline(), 0.1, 2);
  ASSERT_TRUE(pair.shows());
  for (const auto* end : {&pair.caller, &pair.callee}) {
    EXPECT_FALSE(elements(end->call.pipeline(), codec == "H264"  ? "avdec_h264"
                                                : codec == "VP8" ? "vp8dec"
                                                                 : "vp9dec")
                     .empty());
    EXPECT_TRUE(wait_until([&] {
      return sum<guint>(end->call.pipeline(), "rtprtxreceive", "num-rtx-assoc-packets") >= 10;
    })) << codec
        << ": repair packets are not used";
  }
}

INSTANTIATE_TEST_SUITE_P(All, MediaCodec,
                         testing::Values(CodecCase{"VP8", true}, CodecCase{"VP9", true},
                                         CodecCase{"H264", true}, CodecCase{"VP9", false},
                                         CodecCase{"H264", false}),
                         [](const auto& info) {
                           return info.param.codec +
                                  (info.param.caller_prefers ? "Offered" : "Chosen");
                         });

// ---- Nobody in between.
std::string with_other_fingerprint(const std::string& sdp) {
  return std::regex_replace(sdp, std::regex{"(a=fingerprint:sha-256 )[0-9A-F]{2}:[0-9A-F]{2}"},
                            "$1FF:FE");
}

class MediaIdentity : public testing::TestWithParam<bool> {};

TEST_P(MediaIdentity, EndsACallWhoseKeyIsNotTheAnnouncedOne) {
  const auto spoil_offer = GetParam();
  media::Studio one{plan(), {}}, other{plan(), {}};
  Pair pair{one, other};
  pair.tamper = [&, first = true](const std::string& sdp) mutable {
    const auto is_offer = std::exchange(first, false);
    return is_offer == spoil_offer ? with_other_fingerprint(sdp) : sdp;
  };
  pair.start();
  auto& deceived = spoil_offer ? pair.callee : pair.caller;
  std::shared_ptr<std::atomic<int>> passed;
  ASSERT_TRUE(wait_until([&] {
    if (!passed && !elements(deceived.call.pipeline(), "nicesink").empty())
      passed = count_media(deceived.call.pipeline());
    return deceived.last<Failed>() != nullptr;
  }));
  // The other side, which was not deceived, sends: for a while, none of it may come in.
  const auto until = media::Clock::now() + 1s;
  ASSERT_TRUE(wait_until([&] { return media::Clock::now() >= until; }));
  ASSERT_TRUE(passed);
  EXPECT_EQ(*passed, 0);
  EXPECT_EQ(deceived.last<Failed>()->why, Failed::Why::WrongKey);
  EXPECT_EQ(deceived.count<media::Connected>(), 0U);
  EXPECT_EQ(deceived.count<media::MediaCame>(), 0U);
  EXPECT_EQ(deceived.count<media::FirstFrame>(), 0U);
}

INSTANTIATE_TEST_SUITE_P(BothRoles, MediaIdentity, testing::Bool());

TEST(MediaCall, RefusesAnOfferThatWouldAbortWebrtcbin) {
  media::Studio studio{plan(), {}};
  End end{studio, [](const auto&) {}};
  end.call.prepare("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n");
  ASSERT_TRUE(wait_until([&] { return end.last<Failed>() != nullptr; }));
  EXPECT_EQ(end.last<Failed>()->why, Failed::Why::BadDescription);
}

TEST(MediaCall, RefusesAnOfferWithoutACodecThatItHas) {
  media::Studio one{plan(), {.audio = false}}, other{plan(), {}};
  Pair pair{one, other};
  pair.tamper = [](const std::string& sdp) {
    return std::regex_replace(sdp, std::regex{"VP8|VP9|H264"}, "H261");
  };
  pair.start();
  ASSERT_TRUE(wait_until([&] { return pair.callee.last<Failed>() != nullptr; }));
  EXPECT_EQ(pair.callee.last<Failed>()->why, Failed::Why::NoCommonCodec);
}

// ---- Devices.
TEST(MediaCall, GoesOnWhileASinkFailsAgainAndAgain) {
  media::Studio one{plan(), {}},
      other{plan({{"video-sink", "filesink location=/nonexistent/picture"}}), {}};
  Pair pair{one, other};
  pair.start();
  ASSERT_TRUE(pair.connects());
  ASSERT_TRUE(pair.shows());
  EXPECT_TRUE(wait_until([&] { return pair.callee.count<media::Warning>() > 0; }));
  const auto before = pair.callee.call.frames_shown();
  EXPECT_TRUE(wait_until([&] { return pair.callee.call.frames_shown() > before + 150; }));
}

TEST(MediaCall, SendsAStillPictureForACameraThatIsNotThere) {
  media::Studio one{plan({{"video-source", "v4l2src device=/dev/video99"}}), {}}, other{plan(), {}};
  Pair pair{one, other};
  pair.start();
  ASSERT_TRUE(pair.connects());
  EXPECT_TRUE(pair.shows());
  ASSERT_TRUE(wait_until([&] { return pair.caller.last<media::Warning>() != nullptr; }));
  EXPECT_EQ(pair.caller.last<media::Warning>()->about, media::Topic::Camera);
}

TEST(MediaCall, SendsNothingOfACameraThatIsMuted) {
  media::Studio one{plan({{"video-source",
                           "videotestsrc is-live=true pattern=white ! "
                           "video/x-raw,width=320,height=240,framerate=30/1"}}),
                    {}},
      other{plan(), {}};
  Pair pair{one, other};
  pair.start();
  ASSERT_TRUE(pair.shows());
  ASSERT_TRUE(wait_until([&] { return pair.callee.call.stats().receive.video->width == 320; }));
  pair.caller.call.mute(sdp::Kind::Video, true);
  EXPECT_TRUE(wait_until([&] { return pair.callee.call.stats().receive.video->width == 640; }));
  pair.caller.call.mute(sdp::Kind::Video, false);
  EXPECT_TRUE(wait_until([&] { return pair.callee.call.stats().receive.video->width == 320; }));
}

// ---- A call outlives its connection.
TEST(MediaCall, GoesOnThroughTheNextGeneration) {
  media::Studio one{plan(), {}}, other{plan(), {}};
  Pair pair{one, other};
  pair.start();
  ASSERT_TRUE(pair.connects());
  ASSERT_TRUE(pair.shows());
  for (unsigned generation = 1; generation <= 2; ++generation) {
    pair.start(generation);
    ASSERT_TRUE(pair.connects(generation));
    for (auto* end : {&pair.caller, &pair.callee}) {
      ASSERT_TRUE(wait_until([&] {
        const auto* came = end->last<media::MediaCame>();
        return came && came->generation == generation;
      }));
      end->call.drop(generation - 1);
    }
    const auto before = pair.caller.call.frames_shown();
    EXPECT_TRUE(wait_until([&] { return pair.caller.call.frames_shown() > before + 30; }));
    EXPECT_EQ(elements(pair.caller.call.pipeline(), "webrtcbin").size(), 1U);
  }
  EXPECT_EQ(pair.caller.count<Failed>() + pair.callee.count<Failed>(), 0U);
}

}  // namespace
