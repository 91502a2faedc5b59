#include "app/options.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace app;
using testing::HasSubstr;

namespace {

using Words = std::vector<std::string>;
using Ice = std::vector<signalling::IceServer>;

Options parse(Words words) {
  words.insert(words.begin(), "p2pcall");
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  auto argc = static_cast<int>(words.size());
  auto** argv = pointers.data();
  return parse_options(argc, argv);
}

// What is said of wrong words.
std::string problem(Words words) {
  try {
    (void)parse(std::move(words));
  } catch (const WrongUsage& wrong) {
    return wrong.what();
  }
  return "nothing wrong";
}

// A config folder of its own, without the user's.
class OptionsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::filesystem::path{testing::TempDir()} / "p2pcall-options-test";
    std::filesystem::create_directories(folder_ / "p2pcall");
    ASSERT_EQ(setenv("XDG_CONFIG_HOME", folder_.c_str(), 1), 0);
  }
  void TearDown() override { std::filesystem::remove(folder_ / "p2pcall" / "p2pcall.conf"); }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  static std::string write(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::ofstream{path} << text;
    return path;
  }
  static std::string config(const std::string& text) {
    return problem({"--peer", "A", "--config", write("given.conf", text)});
  }

  static std::filesystem::path folder_;
};
std::filesystem::path OptionsTest::folder_;

TEST_F(OptionsTest, HaveTheirUsualValues) {
  const auto options = parse({"--peer", "A"});
  EXPECT_EQ(options.task, Options::Task::Call);
  EXPECT_EQ(options.peer, "A");
  EXPECT_EQ(options.server, "");
  EXPECT_EQ(options.timeout, 45U);
  EXPECT_EQ(options.duration, std::nullopt);
  EXPECT_EQ(options.pipeline, "default");
  EXPECT_TRUE(options.video && options.audio);
}

TEST_F(OptionsTest, AreReadFromTheCommandLine) {
  const auto options = parse({"-p",           "A",
                              "-c",           "B",
                              "-a",           "-P",
                              "test",         "--timeout=10",
                              "--duration",   "2.5",
                              "--codec",      "vp8",
                              "--set",        "width=640",
                              "--set",        "text=a=b",
                              "--self-view",  "",
                              "--video-sink", "fakesink ! x",
                              "--no-audio",   "--relay-only",
                              "--events",     "-v"});
  EXPECT_EQ(options.call, "B");
  EXPECT_TRUE(options.auto_accept && options.relay_only && options.events && options.verbose);
  EXPECT_EQ(options.timeout, 10U);
  EXPECT_EQ(options.duration, 2.5);
  EXPECT_EQ(options.pipeline, "test");
  EXPECT_EQ(options.codec, "VP8");
  EXPECT_EQ(options.variables,
            (std::map<std::string, std::string>{{"width", "640"}, {"text", "a=b"}}));
  EXPECT_EQ(options.fragments, (std::map<std::string, std::string>{
                                   {"self-view", ""}, {"video-sink", "fakesink ! x"}}));
  EXPECT_FALSE(options.audio);
}

TEST_F(OptionsTest, NeedAName) {
  EXPECT_EQ(problem({}),
            "--peer NAME is needed, the name others call you by; for example p2pcall --peer A");
  for (const auto& name : std::vector<std::string>{"", "a b", "a/b", "ü", std::string(65, 'a')})
    EXPECT_THAT(problem({"--peer", name}), HasSubstr("1 to 64 of A-Z a-z 0-9 . _ -")) << name;
  EXPECT_EQ(problem({"--peer", "A", "--call", "A"}),
            "--call A is your own name; call somebody else");
}

TEST_F(OptionsTest, GiveTheServersAddressItsUsualPath) {
  auto server = [](const char* typed) { return parse({"-p", "A", "-s", typed}).server; };
  EXPECT_EQ(server("ws://example.org"), "ws://example.org/ws");
  EXPECT_EQ(server("wss://example.org:8443/"), "wss://example.org:8443/ws");
  EXPECT_EQ(server("ws://[::1]:8443/ws"), "ws://[::1]:8443/ws");
  EXPECT_EQ(server("wss://example.org/rooms/ws"), "wss://example.org/rooms/ws");
}

TEST_F(OptionsTest, RefuseWhatIsNoServersAddress) {
  for (const auto* typed : {"", "example.org", "http://example.org", "ws://", "ws://:1/ws",
                            "ws://u:p@host/ws", "ws://host/ws?a", "ws://host:99999/ws", "ws:host"})
    EXPECT_THAT(problem({"-p", "A", "-s", typed}), HasSubstr("write ws://HOST:PORT/ws")) << typed;
}

TEST_F(OptionsTest, TakeIceServersInEitherSpelling) {
  const auto options =
      parse({"-p", "A", "--stun", "stun:example.org", "--stun", "stun://[::1]:1", "--turn",
             "turn://u:p%40@example.org?transport=tcp", "--turn", "turn:u:p@example.org"});
  EXPECT_EQ(options.stun, (Ice{{{"stun:example.org"}, {}, {}}, {{"stun:[::1]:1"}, {}, {}}}));
  EXPECT_EQ(options.turn, (Ice{{{"turn:example.org?transport=tcp"}, "u", "p@"},
                               {{"turn:example.org"}, "u", "p"}}));
}

TEST_F(OptionsTest, RefuseWhatIsNoIceServer) {
  for (const auto* typed : {"", "example.org", "stun:", "turn://example.org", "stun://u@host"})
    EXPECT_THAT(problem({"-p", "A", "--stun", typed}), HasSubstr("stun://HOST:PORT")) << typed;
  for (const auto* typed :
       {"", "turn://example.org", "turn://u:secret@", "turn://u:secret@h?x=y"}) {
    const auto said = problem({"-p", "A", "--turn", typed});
    EXPECT_THAT(said, HasSubstr("turn://USER:PASSWORD@HOST:PORT")) << typed;
    EXPECT_EQ(said.find("secret"), std::string::npos);
  }
}

TEST_F(OptionsTest, RefuseARelayThatWouldBeReachedUnencrypted) {
  const auto said = problem({"-p", "A", "--turn", "turns:u:secret@example.org"});
  EXPECT_THAT(said, HasSubstr("turn://…?transport=tcp"));
  EXPECT_EQ(said.find("secret"), std::string::npos);
}

TEST_F(OptionsTest, RefuseNumbersThatMakeNoSense) {
  for (const auto* value : {"", "0", "-1", "86401", "4.5", "10s", "99999999999999"})
    EXPECT_THAT(problem({"-p", "A", "--timeout", value}), HasSubstr("from 1 to 86400")) << value;
  for (const auto* value : {"", "0", "-1", "nan", "inf", "1e99", "3x"})
    EXPECT_THAT(problem({"-p", "A", "--duration", value}), HasSubstr("more than 0")) << value;
}

TEST_F(OptionsTest, RefuseTheRestInWords) {
  EXPECT_THAT(problem({"-p", "A", "--set", "width"}), HasSubstr("VARIABLE=VALUE"));
  EXPECT_THAT(problem({"-p", "A", "--codec", "VP8!"}), HasSubstr("codec's name"));
  EXPECT_THAT(problem({"-p", "A", "--no-video", "--no-audio"}), HasSubstr("leave nothing"));
  EXPECT_THAT(problem({"--nonsense"}), HasSubstr("see p2pcall --help"));
  EXPECT_THAT(problem({"--peer"}), HasSubstr("see p2pcall --help"));
  EXPECT_THAT(problem({"-p", "A", "B"}), HasSubstr("--call PEER"));
}

TEST_F(OptionsTest, SayWhatIsNotThereYet) {
  EXPECT_EQ(problem({"doctor"}), "doctor is not there yet");
  EXPECT_THAT(problem({"p2pcall://host/B"}), HasSubstr("links are not there yet"));
  for (const auto* option : {"--record", "--report", "--dump-dot"})
    EXPECT_THAT(problem({"-p", "A", option, "x"}), HasSubstr("is not there yet")) << option;
}

TEST_F(OptionsTest, NeedNoNameToListOrPrint) {
  EXPECT_EQ(parse({"--list-devices"}).task, Options::Task::ListDevices);
  EXPECT_EQ(parse({"--list-pipelines"}).task, Options::Task::ListPipelines);
  EXPECT_EQ(parse({"--print-pipeline", "-P", "test"}).task, Options::Task::PrintPipeline);
  EXPECT_THAT(parse({"--version"}).text, HasSubstr("p2pcall "));
  const auto help = parse({"--help"});
  EXPECT_EQ(help.task, Options::Task::Help);
  EXPECT_THAT(help.text, HasSubstr("-p, --peer=NAME"));
  EXPECT_EQ(help.text.find("--record"), std::string::npos);
}

TEST_F(OptionsTest, ComeFromTheUsersConfigFileToo) {
  write("p2pcall/p2pcall.conf",
        "# mine\n[p2pcall]\npeer = C\nauto-accept = true\nset = a=1;b=2\nstun = stun:x;stun:y\n");
  const auto options = parse({});
  EXPECT_EQ(options.peer, "C");
  EXPECT_TRUE(options.auto_accept);
  EXPECT_EQ(options.variables, (std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}}));
  EXPECT_EQ(options.stun, (Ice{{{"stun:x"}, {}, {}}, {{"stun:y"}, {}, {}}}));
}

TEST_F(OptionsTest, OfTheCommandLineWin) {
  write("p2pcall/p2pcall.conf", "[p2pcall]\npeer=C\ntimeout=wrong\nset=a=1;b=2\nstun=stun:x\n");
  const auto options = parse({"-p", "A", "--set", "a=3", "--stun", "stun:z", "--timeout", "5"});
  EXPECT_EQ(options.peer, "A");
  EXPECT_EQ(options.timeout, 5U);
  EXPECT_EQ(options.variables, (std::map<std::string, std::string>{{"a", "3"}, {"b", "2"}}));
  EXPECT_EQ(options.stun, (Ice{{{"stun:z"}, {}, {}}}));
}

TEST_F(OptionsTest, NameTheFileAndTheKeyThatAreWrong) {
  EXPECT_EQ(config("[p2pcall]\npeeer=C\n"),
            (folder_ / "given.conf").string() +
                ": the key 'peeer' is not known; keys are named as the options");
  EXPECT_THAT(config("[p2pcall]\nlist-devices=true\n"), HasSubstr("'list-devices' is not known"));
  EXPECT_THAT(config("[p2pcall]\nauto-accept=perhaps\n"), HasSubstr("the key 'auto-accept'"));
  EXPECT_THAT(config("[p2pcall]\ntimeout=never\n"), HasSubstr("given.conf: --timeout: 'never'"));
  EXPECT_THAT(config("[other]\n"), HasSubstr("the section [other] is not known"));
  EXPECT_THAT(config("nonsense"), HasSubstr("given.conf: "));
  EXPECT_THAT(problem({"-p", "A", "--config", "/nowhere.conf"}), HasSubstr("/nowhere.conf: "));
}

}  // namespace
