#include "signalling/message.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "signalling/letter.h"

using namespace signalling;

namespace {

const std::string kCall = "0b6f5c1e-57a7-4f3c-9a3e-2f1f6f9d4a10";
const Description kOffer{Description::Type::Offer, "v=0\r\ns=\"ü\" \\ /\r\n"};
const Description kAnswer{Description::Type::Answer, "v=0\r\n"};

CallMessage from_bob(CallWord word) { return {"bob", kCall, std::move(word)}; }

// What a message of bob's looks like when it arrives.
std::string relayed(const std::string& text) {
  const auto letter = open_letter(text);
  return letter ? stamped(*letter, letter->to.empty() ? "bob" : letter->to) : "";
}

std::string arriving(const std::string& fields) {
  return R"({"from":"bob","call":")" + kCall + "\"," + fields + "}";
}

TEST(Message, SurvivesTheWire) {
  const Candidate candidate{"candidate:1 1 UDP 1 192.0.2.1 9 typ host", "0", 0, "abcd"};
  for (const CallWord& word :
       {CallWord{Ring{kOffer, {"video"}, {"chat"}}}, CallWord{Ringing{}},
        CallWord{Accept{kAnswer, {}, {}}}, CallWord{Redescribe{3, kAnswer}},
        CallWord{Trickle{2, candidate}}, CallWord{Trickle{}}, CallWord{Hangup{Reason::Busy}}}) {
    const Message message = from_bob(word);
    EXPECT_EQ(decode(relayed(encode(message))), message) << encode(message);
  }
}

TEST(Message, SurvivesTheWayToTheServerAndBack) {
  const IceServer turn{{"turn:relay.example.org:3478"}, "user", "pass"};
  for (const Message& message :
       {Message{Hello{"alice", "token", "secret", 7, {"chat"}}},
        Message{Hello{"a", {}, {}, {}, {}}},
        Message{Welcome{"alice", "secret", {turn}, {"bob"}, 9, {"chat"}}},
        Message{Welcome{"alice", "secret", {}, {}, {}, {}}}, Message{Online{"bob"}},
        Message{Offline{"bob"}}, Message{Ping{}}, Message{Ping{4}}, Message{Pong{5}},
        Message{Error{"no-such-peer", "bob is not online", kCall, "bob", 3}}})
    EXPECT_EQ(decode(encode(message)), message) << encode(message);
}

TEST(Message, EveryReasonSurvives) {
  using enum Reason;
  for (auto reason :
       {Normal, Cancelled, Declined, Busy, Timeout, Unsupported, Replaced, Lost, Failed}) {
    const Message message = from_bob(Hangup{reason});
    EXPECT_EQ(decode(relayed(encode(message))), message) << name(reason);
  }
}

TEST(Message, AnUnknownReasonReadsAsFailed) {
  const Message expected = from_bob(Hangup{Reason::Failed});
  EXPECT_EQ(decode(arriving(R"("type":"hangup","reason":"bored")")), expected);
  EXPECT_EQ(decode(arriving(R"("type":"hangup")")), expected);
}

TEST(Message, WritesToAndNeverFrom) {
  const auto text = encode(from_bob(Hangup{}));
  EXPECT_EQ(text, R"({"type":"hangup","to":"bob","call":")" + kCall + R"(","reason":"normal"})");
}

TEST(Message, IgnoresWhatItDoesNotKnow) {
  EXPECT_EQ(decode(R"({"type":"online","peer":"bob","mood":{"is":["good",1.5e3,null]}})"),
            Message{Online{"bob"}});
  EXPECT_EQ(decode(arriving(R"("type":"ringing","description":17)")), Message{from_bob(Ringing{})});
}

TEST(Message, RefusesWhatIsNoMessage) {
  for (const std::string text :
       {"",
        " ",
        "[]",
        "{}",
        "{",
        "null",
        R"({"type":7})",
        R"({"type":"dance"})",
        R"({"type":"online"})",
        R"({"type":"online","peer":"a b"})",
        R"({"type":"online","peer":1})",
        R"({"type":"online","peer":"bob"} x)",
        R"({"type":"online","peer":"bob",})",
        R"({"type":"online","peer":"b\u0000b"})",
        R"({"type":"online","peer":"bob","x":"\ud800"})",
        R"({'type':'online','peer':'bob'})",
        R"({"type":"online","peer":"bob"/**/})",
        R"({"type":"ping","seq":-1})",
        R"({"type":"ping","seq":1.5})",
        R"({"type":"ping","seq":"1"})",
        R"({"type":"ping","seq":99999999999999999999})",
        R"({"type":"hello","peer":""})",
        R"({"type":"hello","peer":"bob","features":"chat"})",
        R"({"type":"hello","peer":"bob","features":[1]})",
        R"({"type":"welcome","peer":"bob","peers":["a/b"]})",
        R"({"type":"welcome","peer":"bob","iceServers":[[]]})",
        R"({"type":"welcome","peer":"bob","iceServers":{"urls":"stun:x"}})",
        R"({"type":"error"})"})
    EXPECT_EQ(decode(text), std::nullopt) << text;
}

TEST(Message, RefusesWrongFieldsOfACall) {
  for (const auto* fields :
       {R"("type":"ring")", R"("type":"ring","description":null)",
        R"("type":"ring","description":3)", R"("type":"ring","description":{"type":"offer"})",
        R"("type":"ring","description":{"type":"answer","sdp":"v=0"})",
        R"("type":"ring","description":{"type":"offer","sdp":["v=0"]})",
        R"("type":"ring","description":{"type":"rollback","sdp":""})",
        R"("type":"ring","description":{"type":"offer","sdp":"v=0"},"muted":"video")",
        R"("type":"accept","description":{"type":"offer","sdp":"v=0"})", R"("type":"candidate")",
        R"("type":"candidate","candidate":3)", R"("type":"candidate","candidate":"candidate:1")",
        R"("type":"candidate","candidate":{"candidate":3})",
        R"("type":"candidate","candidate":{"candidate":"c","sdpMid":0})",
        R"("type":"candidate","candidate":{"candidate":"c","sdpMLineIndex":"0"})",
        R"("type":"candidate","candidate":{"candidate":"c","sdpMLineIndex":70000})",
        R"("type":"candidate","candidate":null,"generation":-1)",
        R"("type":"candidate","candidate":null,"generation":4294967296)",
        R"("type":"hangup","reason":{})"})
    EXPECT_EQ(decode(arriving(fields)), std::nullopt) << fields;
  EXPECT_EQ(decode(R"({"type":"ringing","call":"1"})"), std::nullopt);
  EXPECT_EQ(decode(R"({"type":"ringing","from":"bob"})"), std::nullopt);
  EXPECT_EQ(decode(R"({"type":"ringing","from":"bob","call":""})"), std::nullopt);
}

TEST(Message, ReadsEveryEndOfCandidates) {
  const Message end = from_bob(Trickle{});
  for (const auto* candidate : {"null", "\"\"", R"({"candidate":"","sdpMid":"0"})", "{}"})
    EXPECT_EQ(decode(arriving(std::string{R"("type":"candidate","candidate":)"} + candidate)), end)
        << candidate;
}

TEST(Message, ReadsACandidateWithEitherNameOfItsMedium) {
  EXPECT_EQ(
      decode(arriving(
          R"("type":"candidate","candidate":{"candidate":"c","sdpMid":"a","sdpMLineIndex":null})")),
      Message{from_bob(Trickle{0, Candidate{"c", "a", {}, {}}})});
  EXPECT_EQ(
      decode(arriving(
          R"("type":"candidate","candidate":{"candidate":"c","sdpMid":null,"sdpMLineIndex":1})")),
      Message{from_bob(Trickle{0, Candidate{"c", {}, 1, {}}})});
}

TEST(Message, ReadsUrlsOfAnIceServerAsTextOrList) {
  const Message expected{Welcome{"a", "s", {{{"stun:x"}, {}, {}}}, {}, {}, {}}};
  for (const auto* urls : {R"("stun:x")", R"(["stun:x"])"})
    EXPECT_EQ(
        decode(std::string{R"({"type":"welcome","peer":"a","resume":"s","iceServers":[{"urls":)"} +
               urls + "}]}"),
        expected);
}

TEST(Message, HasAnEnd) {
  const auto message = [](std::size_t size) {
    const std::string head = R"({"type":"online","peer":"bob","x":")";
    return head + std::string(size - head.size() - 2, 'x') + "\"}";
  };
  EXPECT_TRUE(decode(message(kMaxMessage)));
  EXPECT_FALSE(decode(message(kMaxMessage + 1)));
}

TEST(Message, IsNotNestedWithoutEnd) {
  const auto nested = [](std::size_t depth) {
    return R"({"type":"ping","x":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(decode(nested(15)));
  EXPECT_FALSE(decode(nested(16)));
  EXPECT_FALSE(decode(nested(30000)));
}

TEST(PeerName, IsPlain) {
  for (const auto* name : {"a", "Z", "0", "a.b_c-d", ".."}) EXPECT_TRUE(is_peer_name(name)) << name;
  for (const auto* name : {"", " ", "a b", "a/b", "ä", "a\n"})
    EXPECT_FALSE(is_peer_name(name)) << name;
  EXPECT_TRUE(is_peer_name(std::string(64, 'x')));
  EXPECT_FALSE(is_peer_name(std::string(65, 'x')));
}

// ---- PROTOCOL.md

std::vector<std::string> examples() {
  const auto root = std::filesystem::path{__FILE__}.parent_path() / ".." / "..";
  std::ifstream page{root / "signalling" / "PROTOCOL.md"};
  std::vector<std::string> found;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (inside && line != "```") found.push_back(line);
    if (line.starts_with("```")) inside = line == "```json";
  }
  return found;
}

std::set<std::string> keys(const std::string& text) {
  std::set<std::string> names;
  const auto letter = open_letter(text);
  for (const auto& member : letter->members) names.emplace(member.key);
  return names;
}

TEST(Protocol, EachExampleIsWhatWeReadAndWrite) {
  for (const auto& example : examples()) {
    ASSERT_TRUE(open_letter(example)) << example;
    const auto is_for_a_peer =
        !open_letter(example)->to.empty() && open_letter(example)->type != "error";
    const auto message = decode(is_for_a_peer ? relayed(example) : example);
    ASSERT_TRUE(message) << example;
    EXPECT_EQ(keys(encode(*message)), keys(example)) << example;
  }
}

TEST(Protocol, HasAnExampleOfEachType) {
  std::set<std::string> types;
  for (const auto& example : examples()) types.insert(open_letter(example)->type);
  EXPECT_THAT(types, testing::UnorderedElementsAre("hello", "welcome", "online", "offline", "ping",
                                                   "pong", "error", "ring", "ringing", "accept",
                                                   "description", "candidate", "hangup"));
}

}  // namespace
