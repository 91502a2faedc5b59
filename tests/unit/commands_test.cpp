#include "ui/commands.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <glibmm/main.h>

using namespace ui;
using testing::HasSubstr;

namespace {

std::string why_not(std::string_view line) {
  const auto result = read_command(line);
  const auto* misread = std::get_if<Misread>(&result);
  return misread == nullptr ? "a command" : misread->why;
}

TEST(ACommand, IsAKeyAndEnter) {
  EXPECT_EQ(std::get<Command>(read_command("a")), Command(DoAccept{}));
  EXPECT_EQ(std::get<Command>(read_command("d")), Command(DoDecline{}));
  EXPECT_EQ(std::get<Command>(read_command(" h\r")), Command(DoHangUp{}));
  EXPECT_EQ(std::get<Command>(read_command("q")), Command(DoQuit{}));
  EXPECT_EQ(std::get<Command>(read_command("c  B ")), Command(DoCall{"B"}));
}

TEST(ACommand, IsAJsonObject) {
  EXPECT_EQ(std::get<Command>(read_command(R"({"do":"call","peer":"B"})")), Command(DoCall{"B"}));
  EXPECT_EQ(std::get<Command>(read_command(R"({"do":"accept"})")), Command(DoAccept{}));
  EXPECT_EQ(std::get<Command>(read_command(R"({"do":"decline"})")), Command(DoDecline{}));
  EXPECT_EQ(std::get<Command>(read_command(R"({"do":"hangup"})")), Command(DoHangUp{}));
  EXPECT_EQ(std::get<Command>(read_command(R"({"do":"renew"})")), Command(DoRenew{}));
  EXPECT_EQ(std::get<Command>(read_command(R"({"do":"print-pipeline"})")),
            Command(DoPrintPipeline{}));
  EXPECT_EQ(std::get<Command>(read_command(R"( {"do":"quit","why":7} )")), Command(DoQuit{}));
  EXPECT_EQ(std::get<Command>(read_command(R"({"do":"mute","media":"video","on":true})")),
            Command(DoMute{DoMute::Media::Video, true}));
  EXPECT_EQ(std::get<Command>(read_command(R"({"do":"mute","media":"audio","on":false})")),
            Command(DoMute{DoMute::Media::Audio, false}));
}

TEST(ACommand, IsNotAnyOtherLine) {
  EXPECT_EQ(why_not(""), "");
  EXPECT_EQ(why_not(" \t\r"), "");
  EXPECT_THAT(why_not("x"), HasSubstr("write a, d, h, q or c NAME"));
  EXPECT_THAT(why_not("call B"), HasSubstr("that is no command"));
  EXPECT_THAT(why_not("c"), HasSubstr("whom to call?"));
  EXPECT_THAT(why_not(std::string(5000, 'a')), HasSubstr("too long"));
  EXPECT_THAT(why_not(R"({"do":"chat","text":"hi"})"), HasSubstr("chat is not there yet"));
  EXPECT_THAT(why_not(R"({"do":"dance"})"), HasSubstr("the command is not known"));
  EXPECT_THAT(why_not(R"({"do":"call","peer":7})"), HasSubstr("whom to call?"));
  EXPECT_THAT(why_not(R"({"do":"mute","media":"nose","on":true})"), HasSubstr("mute needs"));
  EXPECT_THAT(why_not(R"({"do":"mute","media":"audio","on":1})"), HasSubstr("mute needs"));
}

TEST(ACommand, IsNotBrokenJson) {
  for (const std::string line : {"{", "{}", "{]", R"({"do":)", R"({"do":7})", R"({"do":null})",
                                 R"({"do":"quit"} x)", R"({"do":["quit"]})", "{\"do\":\"\xff\"}"})
    EXPECT_FALSE(why_not(line).empty() || why_not(line) == "a command") << line;
  EXPECT_THAT(why_not("{" + std::string(4000, '[')), HasSubstr("one level"));
}

struct CommandsTest : testing::Test {
  static std::array<int, 2> new_pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    return ends;
  }
  ~CommandsTest() override {
    close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
  }
  // What is read when `text` comes through the pipe.
  void comes(std::string_view text) {
    ASSERT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    while (Glib::MainContext::get_default()->iteration(false)) continue;
  }

  std::array<int, 2> ends = new_pipe();  // before the reader
  std::vector<Command> commands;
  std::vector<std::string> misread;
  Commands reader{ends[0],
                  {[this](const Command& command) { commands.push_back(command); },
                   [this](const std::string& why) { misread.push_back(why); }}};
};

TEST_F(CommandsTest, AreReadLineByLineHoweverTheyCome) {
  comes("a\n\nd");
  EXPECT_EQ(commands, std::vector<Command>{DoAccept{}});
  comes("\n{\"do\":");
  comes("\"quit\"}\nwhat\n");
  EXPECT_EQ(commands, (std::vector<Command>{DoAccept{}, DoDecline{}, DoQuit{}}));
  EXPECT_EQ(misread.size(), 1U);
}

TEST_F(CommandsTest, SurviveALineWithoutEnd) {
  for (auto i = 0; i < 100; ++i) comes(std::string(4096, 'a'));
  EXPECT_EQ(misread, std::vector<std::string>{"the line is too long"});
  comes("\nh\n");
  EXPECT_EQ(commands, std::vector<Command>{DoHangUp{}});
}

TEST_F(CommandsTest, EndWithTheInputAndEndNothingElse) {
  comes("a\n");
  close(std::exchange(ends[1], -1));
  while (Glib::MainContext::get_default()->iteration(false)) continue;
  EXPECT_EQ(commands.size(), 1U);
  EXPECT_TRUE(misread.empty());
}

}  // namespace
