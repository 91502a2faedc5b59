#include "media/gate.h"

#include <gtest/gtest.h>

#include "media/certificate.h"

using media::Gate;

namespace {

gobject::Ptr<GstBuffer> packet(guint8 first) {
  return gobject::Ptr<GstBuffer>{gst_buffer_new_memdup(&first, 1)};
}
constexpr guint8 kDtls = 22, kRtp = 128;

struct GateTest : testing::Test {
  media::Certificate peer = media::make_certificate(), stranger = media::make_certificate();
  Gate gate;
};

TEST_F(GateTest, LetsOnlyTheHandshakeThroughBeforeItHasJudged) {
  EXPECT_TRUE(gate.lets_through(packet(kDtls).get()));
  EXPECT_FALSE(gate.lets_through(packet(kRtp).get()));
}

TEST_F(GateTest, OpensForTheAnnouncedCertificate) {
  gate.announce({peer.fingerprint});
  EXPECT_EQ(gate.judge(peer.pem.c_str()), Gate::State::Open);
  EXPECT_TRUE(gate.lets_through(packet(kRtp).get()));
}

TEST_F(GateTest, OpensWhenOneOfSeveralFingerprintsIsTheCertificates) {
  gate.announce({stranger.fingerprint, media::fingerprint(peer.pem, "sha-512")});
  EXPECT_EQ(gate.judge(peer.pem.c_str()), Gate::State::Open);
}

TEST_F(GateTest, ShutsForAnyOtherCertificateAndForGood) {
  gate.announce({peer.fingerprint});
  EXPECT_EQ(gate.judge(stranger.pem.c_str()), Gate::State::Shut);
  EXPECT_EQ(gate.judge(peer.pem.c_str()), Gate::State::Shut);
  EXPECT_FALSE(gate.lets_through(packet(kRtp).get()));
  EXPECT_FALSE(gate.lets_through(packet(kDtls).get()));
}

TEST_F(GateTest, ShutsWhenASecondCertificateFollowsTheRightOne) {
  gate.announce({peer.fingerprint});
  (void)gate.judge(peer.pem.c_str());
  EXPECT_EQ(gate.judge(stranger.pem.c_str()), Gate::State::Shut);
}

TEST_F(GateTest, ShutsWhenNothingWasAnnounced) {
  EXPECT_EQ(gate.judge(peer.pem.c_str()), Gate::State::Shut);
}

TEST_F(GateTest, ShutsForWhatIsNoCertificate) {
  gate.announce({peer.fingerprint});
  EXPECT_EQ(gate.judge("not a certificate"), Gate::State::Shut);
}

}  // namespace
