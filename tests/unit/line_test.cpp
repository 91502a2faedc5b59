#include <gtest/gtest.h>

#include "line_fixture.h"

using namespace call;
using namespace std::chrono_literals;
using namespace signalling;

namespace {

using ::call::Failed;
using Made = LineTest;
using Taken = LineTest;

TEST_F(Made, WaitsForAPeerThatIsNotOnline) {
  auto actions = happens(Dial{"B", kCall});
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(std::get<Waiting>(actions[0]).peer, "B");
  EXPECT_EQ(line.deadline(), now + 45s);
}

TEST_F(Made, EndsWhenThePeerDoesNotComeOnline) {
  dial();
  EXPECT_TRUE(passes(44999ms).empty());
  auto actions = passes(1ms);
  ASSERT_EQ(actions.size(), 1U);  // nothing is sent, no media was opened
  const auto& ended = std::get<Ended>(actions[0]);
  EXPECT_EQ(ended.reason, Reason::Timeout);
  EXPECT_EQ(exit_status(ended), 4);
  EXPECT_EQ(ended.text,
            "B did not come online within 45 s: check the name, or start p2pcall there.");
  EXPECT_TRUE(line.idle());
}

TEST_F(Made, OffersAsSoonAsThePeerComesOnline) {
  dial();
  EXPECT_FALSE(find<MakeOffer>(happens(PeerOnline{"C"})));
  EXPECT_EQ(find<MakeOffer>(happens(PeerOnline{"B"}))->generation, 0U);
}

TEST_F(Made, OffersWhenTheServerNamesThePeer) {
  dial();
  EXPECT_TRUE(find<MakeOffer>(happens(Registered{{"A", "B"}})));
  EXPECT_EQ(line.online(), std::set<std::string>{"B"});
}

TEST_F(Made, EndsByItselfAfterItsDuration) {
  settings.duration = 1500ms;
  line = Line{settings};
  talk_as_caller();
  EXPECT_EQ(line.deadline(), std::nullopt);
  (void)happens(FirstFrame{Medium::Audio, now});
  now += 1s;
  (void)happens(FirstFrame{Medium::Video, now});  // the first media counts
  EXPECT_TRUE(passes(499ms).empty());
  const auto actions = passes(1ms);
  EXPECT_EQ(*farewell(actions), Reason::Normal);
  EXPECT_TRUE(find<Ended>(actions)->by_us);
}

TEST_F(Made, TellsHowLongAfterTheAcceptMediaWereThere) {
  EXPECT_TRUE(happens(FirstFrame{Medium::Video, now}).empty());
  be_accepted();
  const auto actions = happens(FirstFrame{Medium::Video, now + 70ms});
  ASSERT_TRUE(find<Shown>(actions));
  EXPECT_EQ(find<Shown>(actions)->call, kCall);
  EXPECT_EQ(find<Shown>(actions)->medium, Medium::Video);
  EXPECT_EQ(find<Shown>(actions)->after, 70ms);
}

TEST_F(Taken, IsAcceptedByDiallingWhoCalls) {
  be_rung();
  EXPECT_TRUE(find<Accepted>(happens(Dial{"B", kLess})));
}

TEST_F(Made, SaysWhenAWishMeansNothing) {
  for (const Event& wish : {Event{AcceptCall{}}, Event{DeclineCall{}}, Event{HangUp{}}})
    EXPECT_TRUE(find<Unheeded>(happens(wish)));
  ring_them();
  for (const Event& wish : {Event{AcceptCall{}}, Event{DeclineCall{}}, Event{Dial{"C", kLess}}}) {
    const auto actions = happens(wish);
    ASSERT_EQ(actions.size(), 1U);
    EXPECT_TRUE(find<Unheeded>(actions));
  }
}

TEST_F(Made, TellsWhoComesAndGoesOnce) {
  auto actions = happens(Registered{{"A", "B", "C"}});
  ASSERT_EQ(actions.size(), 2U);  // not ourselves
  EXPECT_EQ(std::get<PeerCame>(actions[0]).peer, "B");
  EXPECT_EQ(std::get<PeerCame>(actions[1]).peer, "C");
  EXPECT_TRUE(happens(PeerOnline{"B"}).empty());
  actions = happens(Registered{{"A", "B"}});
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(std::get<PeerLeft>(actions[0]).peer, "C");
  EXPECT_EQ(find<PeerLeft>(happens(PeerOffline{"B"}))->peer, "B");
  EXPECT_TRUE(happens(PeerOffline{"B"}).empty());
}

TEST_F(Made, RingsWithTheOffer) {
  (void)happens(PeerOnline{"B"});
  dial();
  auto rings = sent<Ring>(happens(Described{0, kOffer}));
  ASSERT_EQ(rings.size(), 1U);
  EXPECT_EQ(rings[0], (Send{"B", kCall, Ring{kOffer, {}, {}}}));
}

TEST_F(Made, SendsCandidatesOnlyAfterTheRing) {
  (void)happens(PeerOnline{"B"});
  dial();
  EXPECT_TRUE(happens(CandidateFound{0, candidate("early")}).empty());
  auto actions = happens(Described{0, kOffer});
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Ring>(std::get<Send>(actions[0]).word));
  EXPECT_EQ(std::get<Send>(actions[1]).word, CallWord(Trickle{0, candidate("early")}));
  EXPECT_EQ(sent<Trickle>(happens(CandidateFound{0, candidate("late")})).size(), 1U);
  EXPECT_EQ(sent<Trickle>(happens(CandidateFound{0, std::nullopt})).size(), 1U);
}

TEST_F(Made, TellsThatItRingsThere) {
  ring_them();
  EXPECT_EQ(find<RingingThere>(hears(Ringing{}))->call, kCall);
  EXPECT_TRUE(hears(Ringing{}).empty());
}

TEST_F(Made, TakesTheAnswerAndComesUp) {
  ring_them();
  now += 3s;
  auto actions = hears(Accept{kAnswer, {}, {}});
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(std::get<Accepted>(actions[0]).call, kCall);
  EXPECT_EQ(std::get<TakeAnswer>(actions[1]).answer, "answer");
  now += 60ms;
  EXPECT_EQ(find<Up>(happens(Connected{0}))->after, 60ms);
  EXPECT_EQ(line.deadline(), std::nullopt);
}

TEST_F(Made, IgnoresThePeersCandidatesBeforeItsAnswer) {
  ring_them();
  EXPECT_TRUE(hears(Trickle{0, candidate("early")}).empty());
  (void)hears(Accept{kAnswer, {}, {}});
  EXPECT_EQ(find<AddCandidate>(hears(Trickle{0, candidate("x")}))->candidate, candidate("x"));
}

TEST_F(Made, IgnoresAnAcceptThatIsRepeatedOrHoldsAnOffer) {
  ring_them();
  EXPECT_TRUE(hears(Accept{kOffer, {}, {}}).empty());
  EXPECT_FALSE(hears(Accept{kAnswer, {}, {}}).empty());
  EXPECT_TRUE(hears(Accept{kAnswer, {}, {}}).empty());
}

TEST_F(Made, IgnoresThePeerBeforeItCanKnowOfTheCall) {
  dial();
  EXPECT_TRUE(hears(Accept{kAnswer, {}, {}}).empty());
  EXPECT_TRUE(hears(Hangup{}).empty());
  EXPECT_FALSE(line.idle());
}

TEST_F(Made, GivesUpWhenNobodyAnswers) {
  ring_them();
  (void)hears(Ringing{});
  EXPECT_TRUE(passes(44s).empty());
  auto actions = passes(1s);
  EXPECT_EQ(*farewell(actions), Reason::Timeout);
  EXPECT_TRUE(find<CloseMedia>(actions));
  EXPECT_EQ(find<Ended>(actions)->text,
            "B did not answer within 45 s: try again later, or with a longer --timeout.");
}

TEST_F(Made, WaitsTheRestOfItsPatienceForAPeerThatIsGone) {
  ring_them();
  (void)passes(10s);
  EXPECT_TRUE(find<Waiting>(happens(Refused{"no-such-peer", kCall, "B"})));
  EXPECT_FALSE(line.online().contains("B"));
  EXPECT_TRUE(passes(34s).empty());
  EXPECT_EQ(exit_status(*find<Ended>(passes(1s))), 4);
}

TEST_F(Made, RepeatsItsRingToAPeerThatComesBack) {
  ring_them();
  (void)happens(CandidateFound{0, candidate("x")});
  (void)happens(PeerOffline{"B"});
  EXPECT_TRUE(happens(CandidateFound{0, candidate("y")}).empty());
  auto actions = happens(PeerOnline{"B"});
  EXPECT_EQ(sent<Ring>(actions).size(), 1U);
  EXPECT_EQ(sent<Trickle>(actions).size(), 2U);
  EXPECT_TRUE(find<Accepted>(hears(Accept{kAnswer, {}, {}})));
}

TEST_F(Made, DoesNotWaitForEverForAPeerThatComesAndGoes) {
  ring_them();
  const auto begun = now;
  while (!line.idle() && now < begun + 10min) {
    (void)happens(PeerOffline{"B"});
    (void)happens(PeerOnline{"B"});
    (void)passes(1s);
  }
  EXPECT_EQ(now, begun + 90s);
}

TEST_F(Made, EndsWhenItsOwnMediaCannotOffer) {
  (void)happens(PeerOnline{"B"});
  dial();
  auto actions = happens(Failed{0, Trouble::NoCoder, "no vp8enc, no opusenc"});
  EXPECT_EQ(farewell(actions), nullptr);  // B knows of nothing
  EXPECT_EQ(exit_status(*find<Ended>(actions)), 5);
  EXPECT_EQ(
      find<Ended>(actions)->text,
      "This machine has no encoder or decoder for any medium (no vp8enc, no opusenc): install "
      "GStreamer's plugins or choose another --pipeline.");
}

TEST_F(Made, CannotBeToOneselfOrToNoName) {
  for (const auto* peer : {"A", "", "a b"}) {
    auto actions = happens(Dial{peer, kCall});
    EXPECT_EQ(exit_status(*find<Ended>(actions)), 4) << peer;
    EXPECT_TRUE(line.idle());
  }
}

TEST_F(Taken, RingsOnceTheOfferIsFoundGood) {
  auto actions = rings();
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(std::get<Prepare>(actions[0]).offer, "offer");
  actions = happens(Prepared{});
  EXPECT_EQ(sent<Ringing>(actions).size(), 1U);
  EXPECT_EQ(find<Incoming>(actions)->from, "B");
  EXPECT_EQ(find<Accepted>(actions), nullptr);
}

TEST_F(Taken, SaysNothingToTheCallerUntilTheUserAccepts) {
  be_rung();
  EXPECT_TRUE(happens(CandidateFound{0, candidate("x")}).empty());
  EXPECT_TRUE(happens(Described{0, kAnswer}).empty());
}

TEST_F(Taken, AnswersThenSendsCandidates) {
  be_rung();
  auto actions = happens(AcceptCall{});
  EXPECT_TRUE(std::holds_alternative<Accepted>(actions.at(0)));
  EXPECT_EQ(std::get<MakeAnswer>(actions.at(1)).offer, "offer");
  EXPECT_TRUE(happens(CandidateFound{0, candidate("x")}).empty());
  actions = happens(Described{0, kAnswer});
  EXPECT_EQ(std::get<Send>(actions.at(0)).word, CallWord(Accept{kAnswer, {}, {}}));
  EXPECT_EQ(std::get<Send>(actions.at(1)).word, CallWord(Trickle{0, candidate("x")}));
  EXPECT_TRUE(find<Up>(happens(Connected{0})));
}

TEST_F(Taken, PassesOnTheCallersCandidatesAtOnce) {
  (void)rings();
  EXPECT_TRUE(find<AddCandidate>(hears(Trickle{0, candidate("x")})));
  EXPECT_TRUE(find<AddCandidate>(hears(Trickle{0, std::nullopt})));
  EXPECT_TRUE(hears(Trickle{1, candidate("x")}).empty());
}

TEST_F(Taken, SurvivesAFloodOfCandidates) {
  (void)rings();
  auto passed = 0;
  for (auto i = 0; i < 10000; ++i)
    if (!hears(Trickle{0, candidate("x")}).empty()) ++passed;
  EXPECT_EQ(passed, 256);
}

TEST_F(Taken, IsAcceptedAtOnceWhenSoTold) {
  settings.auto_accept = true;
  line = Line{settings};
  (void)rings();
  auto actions = happens(Prepared{});
  ASSERT_EQ(actions.size(), 4U);
  EXPECT_TRUE(std::holds_alternative<Ringing>(std::get<Send>(actions[0]).word));
  EXPECT_TRUE(std::holds_alternative<Incoming>(actions[1]));
  EXPECT_TRUE(std::holds_alternative<Accepted>(actions[2]));
  EXPECT_TRUE(std::holds_alternative<MakeAnswer>(actions[3]));
}

TEST_F(Taken, IgnoresARepeatedRing) {
  (void)rings();
  EXPECT_TRUE(rings().empty());
  (void)happens(Prepared{});
  EXPECT_TRUE(rings().empty());
}

TEST_F(Taken, IgnoresARingWithAnAnswerInIt) {
  EXPECT_TRUE(hears(Ring{kAnswer, {}, {}}).empty());
  EXPECT_TRUE(line.idle());
}

}  // namespace
