#include "sdp/sdp.h"

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sdp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Written by Chromium 156 and by webrtcbin 1.22.
const std::string kChromiumOffer =
#include "sdp/chromium_offer.inc"
    ;
const std::string kChromiumAnswer =
#include "sdp/chromium_answer.inc"
    ;
const std::string kChromiumRejectsVideo =
#include "sdp/chromium_rejects_video.inc"
    ;
const std::string kWebrtcbinOffer =
#include "sdp/webrtcbin_offer.inc"
    ;
const std::string kWebrtcbinAnswer =
#include "sdp/webrtcbin_answer.inc"
    ;

// The smallest description with a picture and sound that is good.
const std::string kSmall =
    "v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\na=group:BUNDLE a v\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\nc=IN IP4 0.0.0.0\na=mid:a\na=ice-ufrag:abcd\n"
    "a=ice-pwd:abcdefghijklmnopqrstuv\na=setup:actpass\na=rtcp-mux\na=sendrecv\n"
    "a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:"
    "18:19:1A:1B:1C:1D:1E:1F\na=rtpmap:111 opus/48000/2\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97\nc=IN IP4 0.0.0.0\na=mid:v\na=ice-ufrag:abcd\n"
    "a=ice-pwd:abcdefghijklmnopqrstuv\na=setup:actpass\na=rtcp-mux\na=sendonly\n"
    "a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13:14:15:16:17:"
    "18:19:1a:1b:1c:1d:1e:1f\na=rtpmap:96 VP8/90000\na=rtpmap:97 rtx/90000\na=fmtp:97 apt=96\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

std::string replaced_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::string refusal(const std::string& text) {
  auto result = read(text);
  const auto* refused = std::get_if<Refusal>(&result);
  return refused ? refused->why : "nothing wrong";
}

// What is said of the small description with `from` replaced by `to`.
std::string refusal(const std::string& from, const std::string& to) {
  return refusal(replaced(kSmall, from, to));
}

Description good(const std::string& text) {
  auto result = read(text);
  if (const auto* refused = std::get_if<Refusal>(&result)) {
    ADD_FAILURE() << refused->why;
    return {};
  }
  return std::get<Description>(result);
}

TEST(Read, UnderstandsAChromiumOffer) {
  auto offer = good(kChromiumOffer);
  ASSERT_EQ(offer.media.size(), 2U);
  EXPECT_EQ(offer.media[0].kind, Kind::Audio);
  EXPECT_EQ(offer.media[0].codecs.at(0),
            (Codec{"OPUS", 111, 48000, {}, "minptime=10;useinbandfec=1"}));
  EXPECT_EQ(offer.media[1].mid, "1");
  EXPECT_EQ(offer.media[1].index, 1U);
  EXPECT_EQ(offer.media[1].codecs.at(0), (Codec{"VP8", 96, 90000, 97, ""}));
  EXPECT_EQ(offer.media[1].transport_cc, 3U);
  EXPECT_TRUE(offer.media[1].sends && offer.media[1].receives && !offer.media[1].rejected);
  ASSERT_EQ(offer.fingerprints.size(), 1U);
  EXPECT_EQ(offer.fingerprints[0].hash, "sha-256");
}

TEST(Read, UnderstandsAWebrtcbinOfferWithBundleOnlyMedia) {
  auto offer = good(kWebrtcbinOffer);
  ASSERT_EQ(offer.media.size(), 2U);
  EXPECT_FALSE(offer.media[1].rejected);
  EXPECT_EQ(offer.media[1].codecs, (std::vector<Codec>{{"VP8", 96, 90000, 98, ""}}));
}

TEST(Read, SeesWhatChromiumRejects) {
  auto answer = good(kChromiumRejectsVideo);
  ASSERT_EQ(answer.media.size(), 2U);
  EXPECT_TRUE(answer.media[1].rejected);
  EXPECT_FALSE(answer.media[0].rejected);
  EXPECT_FALSE(answer.media[0].sends);
}

TEST(Read, TakesDirectionsAsTheirWriterSeesThem) {
  auto media = good(kSmall).media;
  EXPECT_TRUE(media.at(1).sends && !media.at(1).receives);
  media = good(replaced(kSmall, "a=sendonly\n", "")).media;
  EXPECT_TRUE(media.at(1).sends && media.at(1).receives);
  media =
      good(replaced(replaced(kSmall, "a=sendonly\n", ""), "t=0 0\n", "t=0 0\na=inactive\n")).media;
  EXPECT_TRUE(!media.at(1).sends && !media.at(1).receives);
}

TEST(Read, TakesLinesThatEndInEitherWay) {
  EXPECT_EQ(good(kSmall).media, good(replaced_all(kSmall, "\n", "\r\n")).media);
}

TEST(Read, TakesTransportAttributesOfTheSession) {
  auto line = "a=fingerprint:sha-256 " + good(kSmall).fingerprints.at(0).value + "\n";
  auto text = replaced_all(kSmall, "a=ice-ufrag:abcd\na=ice-pwd:abcdefghijklmnopqrstuv\n", "");
  text = replaced(text, "t=0 0\n",
                  "t=0 0\na=ice-ufrag:abcd\na=ice-pwd:abcdefghijklmnopqrstuv\n" + line);
  EXPECT_EQ(good(text).fingerprints, good(kSmall).fingerprints);
}

TEST(Read, KeepsOnlyStrongFingerprints) {
  auto weak = "a=fingerprint:sha-1 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13\n";
  auto text = replaced(kSmall, "a=setup:actpass\n", std::string{"a=setup:actpass\n"} + weak);
  EXPECT_EQ(good(text).fingerprints.size(), 1U);
  EXPECT_EQ(refusal(replaced_all(kSmall, "sha-256", "sha-1")),
            "no fingerprint of SHA-256 or better");
}

TEST(Read, RefusesWhatIsNoDescription) {
  EXPECT_EQ(refusal(""), "it does not begin with v=0, o= and s=");
  EXPECT_EQ(refusal("nonsense"), "it does not begin with v=0, o= and s=");
  EXPECT_EQ(refusal("v=0", "v=1"), "it does not begin with v=0, o= and s=");
  EXPECT_EQ(refusal("o=- 1 1", "o=- 1"), "it does not begin with v=0, o= and s=");
  EXPECT_EQ(refusal(kSmall.substr(0, kSmall.find("m="))), "no media");
  EXPECT_EQ(refusal("t=0 0\n", "t=0 0\nx=1\n"), "a line of no known type");
  EXPECT_EQ(refusal("t=0 0\n", "t=0 0\n\n"), "a line of no known type");
  EXPECT_EQ(refusal("t=0 0\n", "t=0 0\nk=clear:x\n"), "a line of no known type");
  EXPECT_EQ(refusal("s=-", "s=\x01"), "characters other than printable ASCII");
  EXPECT_EQ(refusal("s=-", std::string{"s=\0", 3}), "characters other than printable ASCII");
  EXPECT_EQ(refusal("s=-", "s=\xc3\xa9"), "characters other than printable ASCII");
}

TEST(Read, RefusesAbsurdSizes) {
  EXPECT_EQ(refusal("s=-", "s=" + std::string(49152, '-')), "more than 48 KiB of text");
  EXPECT_EQ(refusal("s=-", "s=" + std::string(4096, '-')), "a line of more than 4096 characters");
  std::string lines;
  for (int i = 0; i < 512; ++i) lines += "a=x\n";
  EXPECT_EQ(refusal(kSmall + lines), "more than 512 lines in a medium");
  std::string media;
  for (int i = 0; i < 7; ++i) media += "m=audio 0 x 0\n";
  EXPECT_EQ(refusal(kSmall + media), "more than 8 media");
  std::string formats;
  for (int i = 0; i < 64; ++i) formats += ' ' + std::to_string(i);
  EXPECT_EQ(refusal("SAVPF 96 97", "SAVPF 96 97" + formats), "more than 64 formats in a medium");
}

TEST(Read, RefusesMediaWithoutAMidOfTheirOwn) {
  EXPECT_EQ(refusal("a=mid:a\n", ""), "a medium without a mid");
  EXPECT_EQ(refusal("a=mid:a\n", "a=mid:\n"), "a medium without a mid");
  EXPECT_EQ(refusal("a=mid:a\n", "a=mid:a b\n"), "a medium without a mid");
  EXPECT_EQ(refusal("a=mid:a\n", "a=mid:a\na=mid:b\n"), "more than one a=mid");
  EXPECT_EQ(refusal("a=mid:v\n", "a=mid:a\n"), "one mid for two media");
}

TEST(Read, RefusesMediaThatAreNotBundled) {
  EXPECT_EQ(refusal("a=group:BUNDLE a v\n", ""), "not one a=group that bundles its media");
  EXPECT_EQ(refusal("a=group:BUNDLE a v\n", "a=group:BUNDLE\n"),
            "not one a=group that bundles its media");
  EXPECT_EQ(refusal("a=group:BUNDLE a v\n", "a=group:LS a v\n"),
            "not one a=group that bundles its media");
  EXPECT_EQ(refusal("BUNDLE a v", "BUNDLE a"), "a medium that is not in the bundle");
  EXPECT_EQ(refusal("BUNDLE a v", "BUNDLE a v ghost"),
            "a bundle that names a mid that does not exist");
  EXPECT_EQ(refusal("BUNDLE a v", "BUNDLE a v v"), "a mid twice in the bundle");
  EXPECT_EQ(refusal("a=mid:a\n", "a=mid:a\na=bundle-only\n"),
            "a bundle whose first medium is bundle-only");
  EXPECT_EQ(refusal("video 9", "video 0"), "a rejected medium in the bundle");
}

TEST(Read, RefusesMediaWithoutATransport) {
  EXPECT_EQ(refusal("a=ice-ufrag:abcd\n", ""), "a medium without proper ICE credentials");
  EXPECT_EQ(refusal("a=ice-ufrag:abcd\n", "a=ice-ufrag:abc\n"),
            "a medium without proper ICE credentials");
  EXPECT_EQ(refusal("a=ice-ufrag:abcd\n", "a=ice-ufrag:ab cd\n"),
            "a medium without proper ICE credentials");
  EXPECT_EQ(refusal("a=ice-ufrag:abcd\n", "a=ice-ufrag:" + std::string(257, 'a') + "\n"),
            "a medium without proper ICE credentials");
  EXPECT_EQ(refusal("a=ice-ufrag:abcd\n", "a=ice-ufrag:abce\n"),
            "ICE credentials that differ within the bundle");
  EXPECT_EQ(refusal("a=setup:actpass\n", ""), "a medium without a=setup, or with an unknown one");
  EXPECT_EQ(refusal("a=setup:actpass\n", "a=setup:holdconn\n"),
            "a medium without a=setup, or with an unknown one");
  EXPECT_EQ(refusal("a=setup:actpass\n", "a=setup:active\n"),
            "a=setup that differs within the bundle");
  EXPECT_EQ(refusal("a=rtcp-mux\n", ""), "a medium without a=rtcp-mux");
  EXPECT_EQ(refusal("UDP/TLS/RTP/SAVPF", "RTP/AVP"), "media without DTLS");
  EXPECT_EQ(refusal("a=sendrecv\n", "a=sendrecv\na=recvonly\n"),
            "more than one direction in a medium");
}

TEST(Read, RefusesFingerprintsThatDoNotAgree) {
  EXPECT_EQ(refusal("00:01:02", "01:01:02"), "fingerprints that differ between media");
  EXPECT_EQ(refusal("00:01:02", "0:01:02"),
            "a fingerprint that is not as long as its hash or not hexadecimal");
  EXPECT_EQ(refusal("00:01:02", "01:02"),
            "a fingerprint that is not as long as its hash or not hexadecimal");
}

TEST(Read, RefusesFormatsThatMeanNothing) {
  EXPECT_EQ(refusal("SAVPF 96 97", "SAVPF"), "an m= line that is not understood");
  EXPECT_EQ(refusal("video 9", "video 65536"), "an m= line that is not understood");
  EXPECT_EQ(refusal("SAVPF 96 97", "SAVPF 96 128"), "a payload type that is no number up to 127");
  EXPECT_EQ(refusal("SAVPF 96 97", "SAVPF 96 -1"), "a payload type that is no number up to 127");
  EXPECT_EQ(refusal("SAVPF 96 97", "SAVPF 96 96"), "a payload type twice in a medium");
  EXPECT_EQ(refusal("SAVPF 96 97", "SAVPF 96 97 98"), "a payload type without its a=rtpmap");
  EXPECT_EQ(refusal("96 VP8/90000", "96 VP8/0"),
            "an a=rtpmap without a codec's name and clock rate");
  EXPECT_EQ(refusal("96 VP8/90000", "96 VP8"), "an a=rtpmap without a codec's name and clock rate");
  EXPECT_EQ(refusal("96 VP8/90000", "96 /90000"),
            "an a=rtpmap without a codec's name and clock rate");
  EXPECT_EQ(refusal("96 VP8/90000", "VP8/90000"), "an a=rtpmap without a payload type");
  EXPECT_EQ(refusal("opus/48000/2", "opus/48000/x"),
            "an a=rtpmap with an impossible number of channels");
  EXPECT_EQ(refusal(kSmall + "a=rtpmap:96 VP9/90000\n"), "two a=rtpmap for one payload type");
  EXPECT_EQ(
      refusal(replaced(kSmall + "a=rtpmap:111 VP9/90000\n", "SAVPF 96 97", "SAVPF 96 97 111")),
      "a payload type in two media");
  EXPECT_EQ(refusal("a=fmtp:97 apt=96", "a=fmtp:97 apt=96; a-mid=x"),
            "a format parameter that is named like an attribute");
  EXPECT_EQ(refusal("a=fmtp:97 apt=96", "a=fmtp:97 X-dimensions=1\na=x-dimensions:2"),
            "a format parameter that is named like an attribute");
}

TEST(Read, RefusesExtensionsThatCannotBeSent) {
  for (auto id : {"0", "15", "x", "-1"})
    EXPECT_EQ(refusal(kSmall + "a=extmap:" + id + " urn:x\n"),
              "a header extension whose id is not 1 to 14");
  EXPECT_EQ(refusal(kSmall + "a=extmap:1\n"), "a header extension whose id is not 1 to 14");
  EXPECT_EQ(refusal(kSmall + "a=extmap:1/sendonly urn:x\na=extmap:1 urn:y\n"),
            "two header extensions of one id in a medium");
  EXPECT_EQ(
      refusal(replaced(kSmall, "a=mid:a\n", "a=mid:a\na=extmap:1 urn:y\n") + "a=extmap:1 urn:x\n"),
      "a header extension id that means different things");
}

TEST(Read, RefusesMediaOfOtherKinds) {
  EXPECT_EQ(refusal("m=audio", "m=text"), "a medium that is not audio, video or data");
  auto data = kChromiumOffer.substr(kChromiumOffer.find("m=application"));
  EXPECT_EQ(refusal(kChromiumOffer + replaced(data, "a=mid:2", "a=mid:3")),
            "more than one medium for data");
  EXPECT_EQ(refusal(replaced(kChromiumOffer, "a=sctp-port:5000\n", "")),
            "a data medium that is not a WebRTC data channel");
  EXPECT_EQ(refusal(replaced(kChromiumOffer, "a=sctp-port:5000", "a=sctp-port:65536")),
            "a data medium that is not a WebRTC data channel");
}

TEST(Read, RefusesWhenNothingIsLeft) {
  auto head = kSmall.substr(0, kSmall.find("m="));
  EXPECT_EQ(refusal(replaced(head, "BUNDLE a v", "BUNDLE d") + "m=audio 0 x 0\na=mid:a\n"),
            "a bundle that names a mid that does not exist");
  auto data = kChromiumOffer.substr(kChromiumOffer.find("m=application"));
  EXPECT_EQ(refusal(replaced(head, "BUNDLE a v", "BUNDLE 2") + data + "m=audio 0 x 0\na=mid:a\n"),
            "no medium that is not rejected");
}

TEST(Read, NeverTellsWhatTheDescriptionSaid) {
  EXPECT_THAT(refusal("a=setup:actpass", "a=setup:secret"), Not(HasSubstr("secret")));
  EXPECT_THAT(refusal("a=mid:a", "a=mid:sec ret"), Not(HasSubstr("ret")));
}

TEST(Mismatch, IsNoneBetweenRealPeers) {
  EXPECT_FALSE(mismatch(kChromiumAnswer, kChromiumOffer));
  EXPECT_FALSE(mismatch(kWebrtcbinAnswer, kChromiumOffer));
  EXPECT_FALSE(mismatch(kChromiumRejectsVideo, kChromiumOffer));
}

TEST(Mismatch, IsFoundWhereAnAnswerIsNone) {
  auto why = [](const std::string& answer, const std::string& offer) {
    auto found = mismatch(answer, offer);
    return found ? found->why : "none";
  };
  auto answer = replaced_all(kSmall, "a=setup:actpass", "a=setup:active");
  EXPECT_EQ(why(answer, kSmall), "none");
  EXPECT_EQ(why(kSmall, kSmall), "an answer that leaves the DTLS roles open");
  EXPECT_EQ(why(answer, kChromiumOffer), "an answer with another number of media");
  EXPECT_EQ(
      why(replaced(replaced(answer, "a=mid:v", "a=mid:w"), "BUNDLE a v", "BUNDLE a w"), kSmall),
      "an answer with other media");
  EXPECT_EQ(why(replaced(answer, "m=video", "m=audio"), kSmall), "an answer with other media");
  EXPECT_EQ(why(replaced(answer, "96 VP8", "96 VP9"), kSmall),
            "a codec in the answer that was not offered");
  EXPECT_EQ(why(replaced(answer, "96 VP8", "96 red"), kSmall), "a medium without a codec");
  EXPECT_EQ(why(answer + "a=extmap:5 http://www.ietf.org/id/"
                         "draft-holmer-rmcat-transport-wide-cc-extensions-01\n",
                kSmall),
            "a header extension in the answer that was not offered");
  EXPECT_EQ(why("v=0", kSmall), "it does not begin with v=0, o= and s=");
}

TEST(Mend, SharesTheTransportWithRejectedMedia) {
  auto mended = mend(kChromiumRejectsVideo);
  auto video =
      mended.substr(mended.find("m=video"), mended.find("m=application") - mended.find("m=video"));
  EXPECT_THAT(video, HasSubstr("a=ice-ufrag:HAMT\r\n"));
  EXPECT_THAT(video, HasSubstr("a=setup:active\r\n"));
  EXPECT_THAT(video, Not(HasSubstr("Ez4c")));
  EXPECT_EQ(good(mended).media, good(kChromiumRejectsVideo).media);
}

TEST(Mend, LeavesAGoodDescriptionAsItIs) {
  for (const auto& text : {kChromiumOffer, kChromiumAnswer, kWebrtcbinOffer, kWebrtcbinAnswer})
    EXPECT_EQ(mend(text), replaced_all(text, "\n", "\r\n"));
}

TEST(Mend, StatesTheDirectionAndDropsUselessCandidates) {
  auto mended = mend(replaced(kSmall, "a=sendonly\n", "") +
                     "a=candidate:1 1 tcp 1 192.0.2.1 9 typ host\n"
                     "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\n");
  EXPECT_THAT(mended, HasSubstr("a=sendrecv\r\n"));
  EXPECT_THAT(mended, HasSubstr("1 udp"));
  EXPECT_THAT(mended, Not(HasSubstr("1 tcp")));
}

TEST(Mend, KeepsFingerprintsInOnePlace) {
  auto line = "a=fingerprint:sha-256 " + good(kSmall).fingerprints.at(0).value + "\n";
  auto mended = mend(replaced(kSmall, "t=0 0\n", "t=0 0\n" + line));
  EXPECT_EQ(mended.find("a=fingerprint"), mended.rfind("a=fingerprint"));
  EXPECT_EQ(good(mended).fingerprints, good(kSmall).fingerprints);
}

TEST(Choose, TakesTheFirstOfTheOfferThatIsOurs) {
  auto video = good(kChromiumOffer).media.at(1);
  EXPECT_EQ(choose(video, {"H264", "VP8"}, "")->name, "VP8");
  EXPECT_EQ(choose(video, {"VP9"}, "VP8")->payload, 98U);
  EXPECT_EQ(choose(video, {"H265"}, ""), std::nullopt);
  EXPECT_EQ(choose(video, {}, "VP8"), std::nullopt);
}

TEST(Choose, PrefersWhatTheUserWants) {
  auto video = good(kChromiumOffer).media.at(1);
  EXPECT_EQ(choose(video, {"VP8", "H264"}, "H264")->name, "H264");
}

TEST(Choose, TakesChromiumsConstrainedBaseline) {
  auto codec = choose(good(kChromiumOffer).media.at(1), {"H264"}, "");
  ASSERT_TRUE(codec);
  EXPECT_THAT(codec->fmtp, HasSubstr("packetization-mode=1"));
  EXPECT_THAT(codec->fmtp, HasSubstr("profile-level-id=42e01f"));
  EXPECT_TRUE(codec->rtx);
}

TEST(Choose, RanksTheProfilesOfH264) {
  auto chosen = [](const std::vector<std::string>& fmtps) {
    Medium medium;
    for (unsigned i = 0; i < fmtps.size(); ++i)
      medium.codecs.push_back({"H264", i, 90000, {}, fmtps[i]});
    auto codec = choose(medium, {"H264"}, "");
    return codec ? int(codec->payload) : -1;
  };
  EXPECT_EQ(chosen({"profile-level-id=42E01F"}), -1);
  EXPECT_EQ(chosen({"packetization-mode=1;profile-level-id=640c1f"}), -1);
  EXPECT_EQ(chosen({"packetization-mode=1;profile-level-id=42001f",
                    "packetization-mode=0;profile-level-id=42e01f",
                    "profile-level-id=42E01F; packetization-mode=1"}),
            2);
  EXPECT_EQ(chosen({"packetization-mode=1;profile-level-id=42801f", "packetization-mode=1"}), 1);
}

TEST(Choose, TakesNoVp9ThatIsNotProfile0) {
  Medium offered;
  offered.codecs = {{"VP9", 100, 90000, {}, "profile-id=2"}};
  EXPECT_EQ(choose(offered, {"VP9"}, ""), std::nullopt);
}

TEST(ListCodecs, GivesEachItsRepair) {
  auto listed =
      list_codecs(kWebrtcbinOffer, "video1",
                  {{"VP8", 96, 90000, 97, ""},
                   {"VP9", 98, 90000, 99, ""},
                   {"H264", 102, 90000, 103, "packetization-mode=1;profile-level-id=42e01f"}});
  EXPECT_THAT(listed, HasSubstr("m=video 0 UDP/TLS/RTP/SAVPF 96 97 98 99 102 103\r\n"));
  EXPECT_THAT(listed, HasSubstr("a=rtpmap:102 H264/90000\r\n"
                                "a=fmtp:102 packetization-mode=1;profile-level-id=42e01f\r\n"
                                "a=rtcp-fb:102 nack\r\na=rtcp-fb:102 nack pli\r\n"
                                "a=rtcp-fb:102 ccm fir\r\na=rtcp-fb:102 transport-cc\r\n"
                                "a=rtpmap:103 rtx/90000\r\na=fmtp:103 apt=102\r\n"));
  EXPECT_THAT(listed, HasSubstr("m=audio 9 UDP/TLS/RTP/SAVPF 111 97\r\n"));
}

TEST(ListCodecs, WritesNothingTwiceAndLosesNothingElse) {
  auto offer = replaced(kWebrtcbinOffer, "a=fmtp:97 apt=111\n", "");
  offer = replaced(replaced(offer, "a=rtpmap:97 rtx/48000\n", ""), "SAVPF 111 97", "SAVPF 111");
  auto codecs =
      std::vector<Codec>{{"VP9", 98, 90000, 99, "profile-id=0"}, {"VP8", 96, 90000, 97, ""}};
  auto once = list_codecs(offer, "video1", codecs);
  EXPECT_EQ(list_codecs(once, "video1", codecs), once);
  EXPECT_EQ(good(once).media.at(1).codecs, codecs);
  EXPECT_EQ(good(once).media.at(1).transport_cc, 3U);
}

TEST(ListCodecs, AsksForNoKeyFramesInSound) {
  auto listed = list_codecs(kSmall, "a", {{"OPUS", 111, 48000, 112, "useinbandfec=1"}});
  EXPECT_THAT(listed, HasSubstr("a=rtpmap:111 OPUS/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"
                                "a=rtcp-fb:111 nack\r\na=rtcp-fb:111 transport-cc\r\n"));
  EXPECT_THAT(listed, Not(HasSubstr("fir")));
}

TEST(ListCodecs, LeavesOtherMidsAlone) {
  EXPECT_EQ(list_codecs(kSmall, "x", {{"VP8", 96, 90000, {}, ""}}),
            replaced_all(kSmall, "\n", "\r\n"));
}

TEST(Announce, PutsOurFingerprintEverywhere) {
  Fingerprint own = good(kSmall).fingerprints.at(0);
  EXPECT_THAT(good(announce(kChromiumOffer, own)).fingerprints, ElementsAre(own));
}

TEST(Fingerprint, IsTheSameHoweverItIsWritten) {
  EXPECT_TRUE(same({"SHA-256", "aa:0b"}, {"sha-256", "AA:0B"}));
  EXPECT_FALSE(same({"sha-256", "AA:0B"}, {"sha-256", "AA:0C"}));
  EXPECT_FALSE(same({"sha-256", "AA:0B"}, {"sha-512", "AA:0B"}));
}

TEST(KeepReducedSize, AddsWhatTheOfferHas) {
  auto answer = keep_reduced_size(kWebrtcbinAnswer, kChromiumOffer);
  EXPECT_EQ(std::ranges::count(answer, '\n'), std::ranges::count(kWebrtcbinAnswer, '\n') + 2);
  EXPECT_EQ(keep_reduced_size(answer, kChromiumOffer), answer);
  EXPECT_FALSE(mismatch(answer, kChromiumOffer));
  EXPECT_THAT(keep_reduced_size(kWebrtcbinAnswer, kSmall), Not(HasSubstr("rsize")));
}

TEST(Candidate, IsUsableAsBrowsersWriteIt) {
  for (auto text :
       {"842163049 1 udp 1677729535 203.0.113.5 46154 typ srflx raddr 10.0.0.1 rport 46154 "
        "generation 0",
        "candidate:1 1 UDP 2122252543 4e2c1b0a-0d9e-4f3b-8d5c-9f4c2f1f0c11.local 50000 typ host",
        "2 1 UDP 2 2001:db8::1 50000 typ relay raddr :: rport 0",
        "3 1 tcp 1518214911 192.0.2.1 9 typ host tcptype active generation 0"})
    EXPECT_TRUE(is_usable_candidate(text)) << text;
}

TEST(Candidate, IsOfNoUseOtherwise) {
  for (auto text : {"", "candidate:", "1 1 udp 1 192.0.2.1 9 typ",
                    "1 2 udp 1 192.0.2.1 9 typ host",           // RTCP
                    "1 1 udp 0 192.0.2.1 9 typ host",           // libnice takes priority 0
                    "1 1 udp 2147483648 192.0.2.1 9 typ host",  //
                    "1 1 udp 1 192.0.2.1 0 typ host",           //
                    "1 1 udp 1 192.0.2.1 65536 typ host",       //
                    "1 1 udp 1 192.0.2 9 typ host",             //
                    "1 1 udp 1 example.org 9 typ host",         // would be looked up
                    "1 1 udp 1 192.0.2.1 9 typ ghost",          //
                    "1 1 udp 1 192.0.2.1 9 type host",          //
                    "1 1 sctp 1 192.0.2.1 9 typ host",          //
                    "1 1 tcp 1 192.0.2.1 9 typ host",           // no tcptype
                    "1 1 tcp 1 192.0.2.1 9 typ host tcptype simultaneous",  //
                    "1 1 udp 1 192.0.2.1 9 typ host generation",            //
                    "1 1 udp 1 192.0.2.1 9  typ host", "1 1 udp 1 192.0.2.1 9 typ host\r\na=x y"})
    EXPECT_FALSE(is_usable_candidate(text)) << text;
  EXPECT_FALSE(is_usable_candidate("1 1 udp 1 192.0.2.1 9 typ host x " + std::string(512, 'y')));
}

}  // namespace
}  // namespace sdp
