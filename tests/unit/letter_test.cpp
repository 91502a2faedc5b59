#include "signalling/letter.h"

#include <gtest/gtest.h>

using namespace signalling;

namespace {

std::string carried(const std::string& text, const std::string& sender = "alice") {
  const auto letter = open_letter(text);
  return letter ? stamped(*letter, sender) : "refused";
}

TEST(Letter, ShowsItsOutside) {
  const std::string text =
      R"({"type":"ring","to":"bob","call":"c-1","seq":12,"description":{"to":"x"}})";
  const auto letter = open_letter(text);
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->type, "ring");
  EXPECT_EQ(letter->to, "bob");
  EXPECT_EQ(letter->call, "c-1");
  EXPECT_EQ(letter->seq, 12U);
}

TEST(Letter, IsCarriedAsItWasWrittenButForItsAddress) {
  EXPECT_EQ(carried(R"( {"type":"hangup", "to":"bob", "x":[1, 1e400, {"to":"y"}], "seq":3} )"),
            R"({"type":"hangup","x":[1, 1e400, {"to":"y"}],"from":"alice"})");
}

TEST(Letter, NobodySpeaksAsAnother) {
  EXPECT_EQ(carried(R"({"from":"carol","type":"hangup","from":"dave"})"),
            R"({"type":"hangup","from":"alice"})");
  EXPECT_EQ(carried(R"({"type":"hangup","fr\u006fm":"carol","\u0066rom":"dave"})"),
            R"({"type":"hangup","from":"alice"})");
  EXPECT_EQ(carried(R"({"type":"hangup","t\u006f":"carol"})"),
            R"({"type":"hangup","from":"alice"})");
}

TEST(Letter, ReadsEscapesAsABrowserDoes) {
  const std::string text = R"({"t\u0079pe":"\u0072ing","to":"b\/\n\ud83d\ude00\u00e4"})";
  const auto letter = open_letter(text);
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->type, "ring");
  EXPECT_EQ(letter->to, "b/\n😀ä");
}

TEST(Letter, OfRepeatedKeysTheLastCounts) {
  const std::string text = R"({"type":"ring","to":"bob","to":"carol","type":"hangup"})";
  const auto letter = open_letter(text);
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->type, "hangup");
  EXPECT_EQ(letter->to, "carol");
}

TEST(Letter, WhatIsNoTextIsMissing) {
  const std::string text = R"({"type":"ring","to":["bob"],"call":7,"seq":"1"})";
  const auto letter = open_letter(text);
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->to, "");
  EXPECT_EQ(letter->call, "");
  EXPECT_EQ(letter->seq, std::nullopt);
}

TEST(Letter, IsOneJsonObject) {
  for (const std::string text : {"",
                                 "x",
                                 "[]",
                                 "{}",
                                 "{\"type\":3}",
                                 "{\"type\":\"\"}",
                                 "{\"type\":\"a\"}x",
                                 "{\"type\":\"a\"",
                                 "{\"type\":\"a\",}",
                                 "{\"type\" \"a\"}",
                                 "{type:\"a\"}",
                                 "{\"type\":\"a\",\"x\":01}",
                                 "{\"type\":\"a\",\"x\":.5}",
                                 "{\"type\":\"a\",\"x\":1.}",
                                 "{\"type\":\"a\",\"x\":1e}",
                                 "{\"type\":\"a\",\"x\":-}",
                                 "{\"type\":\"a\",\"x\":tru}",
                                 "{\"type\":\"a\",\"x\":NaN}",
                                 "{\"type\":\"a\n\"}",
                                 "{\"type\":\"a\\x\"}",
                                 "{\"type\":\"a\\u12g4\"}",
                                 "{\"type\":\"\\ude00\"}",
                                 "{\"type\":\"\\ud83d\"}",
                                 "{\"type\":\"\\ud83dx\"}",
                                 "{\"type\":\"\\ud83d\\u0041\"}",
                                 "{\"type\":\"a\\u0000\"}",
                                 "{\"type\":\"a",
                                 "{\"type\":\"a\\",
                                 "{\"type\":\"a\\u1",
                                 "\"type\"",
                                 "{\"x\":[1,]}",
                                 "{\"x\":[1 2]}"})
    EXPECT_EQ(carried(text), "refused") << text;
}

TEST(Letter, MayHoldAnyValue) {
  const std::string text =
      R"({"type":"a","x":[0,-0.5,1e-9,2E+3,true,false,null,"",{},[],{"a":[{}]}],"from":"alice"})";
  EXPECT_EQ(carried(text), text);
}

TEST(Letter, IsNotNestedWithoutEnd) {
  EXPECT_EQ(carried("{\"type\":\"a\",\"x\":" + std::string(60000, '[')), "refused");
  EXPECT_EQ(carried("{\"type\":\"a\",\"x\":" + std::string(16, '[') + std::string(16, ']') + "}"),
            "refused");
}

}  // namespace
