#include "signalling/registry.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace signalling;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

constexpr Link kAlice = 1, kBob = 2, kCarol = 3, kBobAgain = 4, kMallory = 5;
const std::string kCall = "0b6f5c1e-57a7-4f3c-9a3e-2f1f6f9d4a10";

struct RegistryTest : testing::Test {
  void connects(Link link) { registry.connected(link, "secret-" + std::to_string(link), now); }
  void says(Link link, const std::string& text) { happened = registry.received(link, text, now); }
  void greets(Link link, const std::string& peer, const std::string& secret = "") {
    connects(link);
    says(link, encode(Hello{peer, {}, secret, {}, {}}));
  }
  void leaves(Link link, std::uint16_t code = 0) { happened = registry.closed(link, code, now); }
  void passes(std::chrono::milliseconds time) { happened = registry.tick(now += time); }
  void alice_and_bob_are_there() {
    greets(kAlice, "alice");
    greets(kBob, "bob");
  }

  // What `link` hears of what just happened.
  std::vector<std::string> heard_by(Link link) const {
    std::vector<std::string> texts;
    for (const auto& action : happened)
      if (const auto* send = std::get_if<Send>(&action); send && send->link == link)
        texts.push_back(send->text);
    return texts;
  }
  std::vector<Close> closed() const {
    std::vector<Close> closes;
    for (const auto& action : happened)
      if (const auto* close = std::get_if<Close>(&action)) closes.push_back(*close);
    return closes;
  }
  Welcome welcome(Link link) const {
    const auto texts = heard_by(link);
    const auto message = texts.empty() ? std::nullopt : decode(texts.front());
    EXPECT_TRUE(message && std::holds_alternative<Welcome>(*message));
    return message ? std::get<Welcome>(*message) : Welcome{};
  }
  Error error(Link link) const {
    const auto texts = heard_by(link);
    const auto message = texts.empty() ? std::nullopt : decode(texts.back());
    EXPECT_TRUE(message && std::holds_alternative<Error>(*message));
    return message ? std::get<Error>(*message) : Error{};
  }

  const IceServer stun{{"stun:stun.example.org"}, {}, {}};
  Registry registry{{stun}, {}};
  Time now{};
  Actions happened;
};

std::string hangup(const std::string& to, const std::string& call = kCall) {
  return encode(CallMessage{to, call, Hangup{}});
}
std::string hangup_from(const std::string& from) {
  return R"({"type":"hangup","call":")" + kCall + R"(","reason":"normal","from":")" + from + "\"}";
}
std::string online(const std::string& peer) { return encode(Online{peer}); }
std::string offline(const std::string& peer) { return encode(Offline{peer}); }

// ---- coming and going

TEST_F(RegistryTest, WelcomesWithSecretIceServersAndTheOthers) {
  greets(kAlice, "alice");
  EXPECT_EQ(welcome(kAlice), (Welcome{"alice", "secret-1", {stun}, {}, {}, {}}));
  greets(kBob, "bob");
  EXPECT_EQ(welcome(kBob), (Welcome{"bob", "secret-2", {stun}, {"alice"}, {}, {}}));
}

TEST_F(RegistryTest, TellsTheOthersWhoComes) {
  alice_and_bob_are_there();
  EXPECT_THAT(heard_by(kAlice), ElementsAre(online("bob")));
  greets(kCarol, "carol");
  EXPECT_THAT(heard_by(kAlice), ElementsAre(online("carol")));
  EXPECT_THAT(heard_by(kBob), ElementsAre(online("carol")));
}

TEST_F(RegistryTest, ANameIsHeldByOne) {
  greets(kAlice, "alice");
  greets(kMallory, "alice");
  EXPECT_EQ(error(kMallory).code, "name-taken");
  EXPECT_THAT(closed(), ElementsAre(Close{kMallory, 1008}));
  EXPECT_THAT(heard_by(kAlice), IsEmpty());
}

TEST_F(RegistryTest, ClosingWith1000FreesTheNameAtOnce) {
  alice_and_bob_are_there();
  leaves(kBob, 1000);
  EXPECT_THAT(heard_by(kAlice), ElementsAre(offline("bob")));
  greets(kBobAgain, "bob", "secret-2");
  EXPECT_EQ(welcome(kBobAgain).resume, "secret-4");
}

TEST_F(RegistryTest, ABrokenConnectionIsMissedAfter60Seconds) {
  alice_and_bob_are_there();
  leaves(kBob, 1001);
  EXPECT_THAT(happened, IsEmpty());
  EXPECT_EQ(registry.deadline(), now + 60s);
  passes(59999ms);
  EXPECT_THAT(happened, IsEmpty());
  passes(1ms);
  EXPECT_THAT(heard_by(kAlice), ElementsAre(offline("bob")));
  EXPECT_EQ(registry.deadline(), std::nullopt);
}

TEST_F(RegistryTest, AnAbsentPeerIsStillThereForOthers) {
  alice_and_bob_are_there();
  leaves(kBob);
  greets(kCarol, "carol");
  EXPECT_THAT(welcome(kCarol).peers, ElementsAre("alice", "bob"));
  greets(kMallory, "bob");
  EXPECT_EQ(error(kMallory).code, "name-taken");
}

// ---- resuming

TEST_F(RegistryTest, TheSecretBringsASessionBackWithItsMessages) {
  alice_and_bob_are_there();
  leaves(kBob);
  says(kAlice, hangup("bob"));
  EXPECT_THAT(happened, IsEmpty());
  passes(30s);
  greets(kBobAgain, "bob", "secret-2");
  EXPECT_EQ(welcome(kBobAgain), (Welcome{"bob", "secret-2", {stun}, {"alice"}, {}, {}}));
  EXPECT_THAT(heard_by(kBobAgain), ElementsAre(testing::_, hangup_from("alice")));
  EXPECT_THAT(heard_by(kAlice), IsEmpty());
  EXPECT_EQ(registry.deadline(), std::nullopt);
}

TEST_F(RegistryTest, TheSecretTakesOverALivingConnection) {
  alice_and_bob_are_there();
  greets(kBobAgain, "bob", "secret-2");
  EXPECT_THAT(closed(), ElementsAre(Close{kBob, 4001}));
  EXPECT_EQ(welcome(kBobAgain).resume, "secret-2");
  leaves(kBob, 1000);  // the old socket has nothing to say any more
  EXPECT_THAT(happened, IsEmpty());
  says(kBob, hangup("alice"));
  EXPECT_THAT(happened, IsEmpty());
  says(kAlice, hangup("bob"));
  EXPECT_THAT(heard_by(kBobAgain), ElementsAre(hangup_from("alice")));
}

TEST_F(RegistryTest, AnUnknownSecretStartsAnew) {
  greets(kAlice, "alice", "of another server");
  EXPECT_EQ(welcome(kAlice).resume, "secret-1");
  greets(kMallory, "alice", "guessed");
  EXPECT_EQ(error(kMallory).code, "name-taken");
}

TEST_F(RegistryTest, ASecretOpensOnlyTheSessionOfItsName) {
  alice_and_bob_are_there();
  greets(kMallory, "mallory", "secret-2");
  EXPECT_EQ(welcome(kMallory).resume, "secret-5");
  EXPECT_THAT(closed(), IsEmpty());
}

TEST_F(RegistryTest, ASecretThatIsOverOpensNothing) {
  alice_and_bob_are_there();
  leaves(kBob);
  passes(60s);
  greets(kBobAgain, "bob", "secret-2");
  EXPECT_EQ(welcome(kBobAgain).resume, "secret-4");
  EXPECT_THAT(heard_by(kAlice), ElementsAre(online("bob")));
}

TEST_F(RegistryTest, WhatWaitsForAnAbsentPeerIsBounded) {
  alice_and_bob_are_there();
  leaves(kBob);
  for (int i = 0; i < 100; ++i) says(kAlice, hangup("bob", "call-" + std::to_string(i)));
  greets(kBobAgain, "bob", "secret-2");
  const auto texts = heard_by(kBobAgain);
  ASSERT_EQ(texts.size(), 65U);  // `welcome` and the last 64
  EXPECT_THAT(texts[1], HasSubstr("call-36\""));
  EXPECT_THAT(texts[64], HasSubstr("call-99\""));
}

// ---- relaying

TEST_F(RegistryTest, RelaysWithTheSendersName) {
  alice_and_bob_are_there();
  says(kAlice,
       R"({"type":"ring","to":"bob","from":"carol","call":"c","description":{"any":[]},"x":1})");
  EXPECT_THAT(
      happened,
      ElementsAre(Action{Send{
          kBob, R"({"type":"ring","call":"c","description":{"any":[]},"x":1,"from":"alice"})"}}));
  EXPECT_EQ(registry.totals().relayed, 1U);
}

TEST_F(RegistryTest, SaysWhoIsNotThere) {
  greets(kAlice, "alice");
  says(kAlice, hangup("bob"));
  EXPECT_EQ(error(kAlice), (Error{"no-such-peer", "bob is not online", kCall, "bob", {}}));
  says(kAlice, hangup("alice"));
  EXPECT_EQ(error(kAlice).code, "no-such-peer");
}

TEST_F(RegistryTest, RefusesALetterWithoutAddress) {
  alice_and_bob_are_there();
  for (const auto* text :
       {R"({"type":"ring","call":"c"})", R"({"type":"ring","to":"bob"})",
        R"({"type":"ring","to":7,"call":"c"})", R"({"type":"ring","to":"b b","call":"c"})"}) {
    says(kAlice, text);
    EXPECT_EQ(error(kAlice).code, "bad-message") << text;
    EXPECT_THAT(closed(), IsEmpty()) << text;
  }
}

TEST_F(RegistryTest, RefusesWhatIsNoMessageAndGoesOn) {
  alice_and_bob_are_there();
  for (const std::string text : {"", "nonsense", "[]", R"({"to":"bob"})", R"({"type":3})"}) {
    says(kAlice, text);
    EXPECT_EQ(error(kAlice).code, "bad-message") << text;
  }
  says(kAlice, encode(Hello{"alice", {}, {}, {}, {}}));
  EXPECT_EQ(error(kAlice).code, "bad-message");
  says(kAlice, hangup("bob"));
  EXPECT_THAT(heard_by(kBob), ElementsAre(hangup_from("alice")));
}

TEST_F(RegistryTest, IgnoresUnknownTypes) {
  alice_and_bob_are_there();
  says(kAlice, R"({"type":"dance","to":"bob","call":"c"})");
  EXPECT_THAT(happened, IsEmpty());
}

TEST_F(RegistryTest, AnswersAPing) {
  greets(kAlice, "alice");
  says(kAlice, R"({"type":"ping"})");
  EXPECT_THAT(heard_by(kAlice), ElementsAre(encode(Pong{})));
}

TEST_F(RegistryTest, RefusesWhatIsTooLarge) {
  alice_and_bob_are_there();
  says(kAlice, std::string(kMaxMessage + 1, 'x'));
  EXPECT_EQ(error(kAlice).code, "too-large");
  EXPECT_THAT(closed(), IsEmpty());
  // One that only becomes too large by the sender's longer name would be dropped by its receiver.
  const std::string head = R"({"type":"ring","to":"bob","call":"c","x":")";
  says(kAlice, head + std::string(kMaxMessage - head.size() - 2, 'x') + "\"}");
  EXPECT_EQ(error(kAlice).code, "too-large");
  EXPECT_THAT(heard_by(kBob), IsEmpty());
}

TEST_F(RegistryTest, ClosesAnEndlessMessageButKeepsItsSession) {
  alice_and_bob_are_there();
  happened = registry.overlong(kBob, now);
  EXPECT_EQ(error(kBob).code, "too-large");
  EXPECT_THAT(closed(), ElementsAre(Close{kBob, 1009}));
  EXPECT_THAT(heard_by(kAlice), IsEmpty());
  greets(kBobAgain, "bob", "secret-2");
  EXPECT_EQ(welcome(kBobAgain).resume, "secret-2");
}

// ---- before the welcome

TEST_F(RegistryTest, TheFirstWordMustBeHello) {
  for (const std::string text :
       {R"({"type":"ping"})", "nonsense", R"({"type":"hello","peer":"a b"})",
        R"({"type":"ring","to":"alice","call":"c"})"}) {
    connects(kMallory);
    says(kMallory, text);
    EXPECT_EQ(error(kMallory).code, "bad-message") << text;
    EXPECT_THAT(closed(), ElementsAre(Close{kMallory, 1008})) << text;
    EXPECT_EQ(registry.deadline(), std::nullopt);
  }
  connects(kMallory);
  says(kMallory, std::string(kMaxMessage + 1, 'x'));
  EXPECT_EQ(error(kMallory).code, "too-large");
  EXPECT_THAT(closed(), ElementsAre(Close{kMallory, 1008}));
}

TEST_F(RegistryTest, WaitsFiveSecondsForHello) {
  connects(kMallory);
  EXPECT_EQ(registry.deadline(), now + 5s);
  passes(4999ms);
  EXPECT_THAT(happened, IsEmpty());
  passes(1ms);
  EXPECT_THAT(closed(), ElementsAre(Close{kMallory, 1008}));
  leaves(kMallory);
  EXPECT_THAT(happened, IsEmpty());
}

TEST_F(RegistryTest, ANewcomerMayLeaveWithoutAWord) {
  connects(kMallory);
  leaves(kMallory);
  EXPECT_THAT(happened, IsEmpty());
  EXPECT_EQ(registry.deadline(), std::nullopt);
  happened = registry.overlong(kMallory, now);
  EXPECT_EQ(registry.totals().sessions, 0U);
}

// ---- limits

TEST_F(RegistryTest, AFloodIsDroppedAndItsSenderTold) {
  alice_and_bob_are_there();
  std::size_t relayed = 0, told = 0;
  for (int i = 0; i < 3000; ++i) {
    says(kAlice, hangup("bob"));
    relayed += heard_by(kBob).size();
    told += heard_by(kAlice).size();
  }
  EXPECT_EQ(relayed, 1000U);
  EXPECT_EQ(told, 1U);
  EXPECT_EQ(registry.totals().refused.at("rate-limited"), 2000U);
  says(kBob, hangup("alice"));
  EXPECT_THAT(heard_by(kAlice), ElementsAre(hangup_from("bob")));  // others go on
}

TEST_F(RegistryTest, AFloodIsForgivenWithTime) {
  alice_and_bob_are_there();
  for (int i = 0; i < 1001; ++i) says(kAlice, hangup("bob"));
  EXPECT_EQ(error(kAlice).code, "rate-limited");
  passes(1s);
  std::size_t relayed = 0;
  for (int i = 0; i < 300; ++i) {
    says(kAlice, hangup("bob"));
    relayed += heard_by(kBob).size();
  }
  EXPECT_EQ(relayed, 200U);
}

TEST_F(RegistryTest, BytesAreLimitedToo) {
  alice_and_bob_are_there();
  const auto large =
      R"({"type":"ring","to":"bob","call":"c","x":")" + std::string(60000, 'x') + "\"}";
  std::size_t relayed = 0;
  for (int i = 0; i < 100; ++i) {
    says(kAlice, large);
    relayed += heard_by(kBob).size();
  }
  EXPECT_EQ(relayed, 69U);  // 4 MiB
}

TEST_F(RegistryTest, ComingBackDoesNotRefillTheLimit) {
  alice_and_bob_are_there();
  for (int i = 0; i < 1001; ++i) says(kBob, hangup("alice"));
  leaves(kBob);
  greets(kBobAgain, "bob", "secret-2");
  says(kBobAgain, hangup("alice"));
  EXPECT_THAT(heard_by(kAlice), IsEmpty());
}

TEST_F(RegistryTest, OneKindOfRefusalIsLoggedOnce) {
  alice_and_bob_are_there();
  const auto logs = [this] {
    return std::count_if(happened.begin(), happened.end(),
                         [](const Action& action) { return std::holds_alternative<Log>(action); });
  };
  says(kAlice, "nonsense");
  EXPECT_EQ(logs(), 1);
  says(kAlice, "more nonsense");
  EXPECT_EQ(logs(), 0);
  says(kAlice, hangup("carol"));
  EXPECT_EQ(logs(), 1);
}

// ---- the end

TEST_F(RegistryTest, SaysGoodbyeToAll) {
  alice_and_bob_are_there();
  connects(kMallory);
  happened = registry.stop();
  for (auto link : {kAlice, kBob, kMallory}) EXPECT_EQ(error(link).code, "going-away");
  EXPECT_THAT(closed(), testing::UnorderedElementsAre(Close{kAlice, 1001}, Close{kBob, 1001},
                                                      Close{kMallory, 1001}));
  leaves(kAlice, 1000);
  EXPECT_THAT(happened, IsEmpty());
  EXPECT_EQ(registry.deadline(), std::nullopt);
}

TEST_F(RegistryTest, CountsWhatItDoes) {
  alice_and_bob_are_there();
  leaves(kBob);
  says(kAlice, "nonsense");
  const auto totals = registry.totals();
  EXPECT_EQ(totals.online, 1U);
  EXPECT_EQ(totals.sessions, 2U);
  EXPECT_EQ(totals.refused.at("bad-message"), 1U);
}

}  // namespace
