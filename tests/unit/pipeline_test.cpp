#include "pipeline/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pipeline {
namespace {

using testing::HasSubstr;
using testing::Not;

// A whole file in lines 1 to 10; its variables are width and device.
const Source kDefaults{"default.pipeline",
                       "[variables]\n"
                       "width = 640\n"
                       "device = /dev/video0\n"
                       "[video-source]\nv4l2src device=${device} ! video/x-raw,width=${width}\n"
                       "[audio-source]\naudiotestsrc\n"
                       "[video-sink]\nautovideosink\n[audio-sink]\nautoaudiosink\n"
                       "[self-view]\nximagesink\n"
                       "[encode VP8]\nvp8enc ! rtpvp8pay\n[encode VP9]\nvp9enc ! rtpvp9pay\n"
                       "[encode OPUS]\nopusenc ! rtpopuspay\n"
                       "[decode VP8]\nrtpvp8depay ! vp8dec\n"
                       "[decode OPUS]\nrtpopusdepay ! opusdec\n"};

Plan plan(const std::string& text, const Overrides& overrides = {}) {
  return read({{"camera.pipeline", text}, kDefaults}, overrides);
}

std::string problem(const std::string& text, const Overrides& overrides = {}) {
  try {
    plan(text, overrides);
  } catch (const Problem& wrong) {
    return wrong.what();
  }
  return "nothing wrong";
}

// The video source that `body` makes, with x as the value of ${x}.
std::string launch(const std::string& body, const std::string& x = "") {
  return plan("[variables]\nx =\n[video-source]\n" + body,
              {.variables = {{"x", x}}, .fragments = {}})
      .video_source.launch();
}

std::vector<std::string> codecs(const std::vector<Coder>& coders) {
  std::vector<std::string> names;
  names.reserve(coders.size());
  for (const auto& coder : coders) names.push_back(coder.codec);
  return names;
}

TEST(PipelineFile, TakesWhatItLeavesOutFromTheDefaults) {
  auto made = plan("[video-source]\nvideotestsrc\n");
  EXPECT_EQ(made.video_source.launch(), "videotestsrc");
  EXPECT_EQ(made.audio_source.launch(), "audiotestsrc");
  EXPECT_EQ(made.self_view.launch(), "ximagesink");
  EXPECT_EQ(codecs(made.encoders), (std::vector<std::string>{"VP8", "VP9", "OPUS"}));
}

TEST(PipelineFile, TakesFromTheUsersDefaultsBeforeTheProgramsOwn) {
  const Source users{"default.pipeline", "[variables]\nwidth = 320\n[audio-source]\nmine\n"};
  const auto made = read({{"camera.pipeline", "[video-sink]\na\n"}, users, kDefaults}, {});
  EXPECT_EQ(made.video_sink.launch(), "a");
  EXPECT_EQ(made.audio_source.launch(), "mine");
  EXPECT_EQ(made.video_source.launch(),
            "v4l2src device=/dev/video0 ! capsfilter caps=video/x-raw,width=320");
  EXPECT_EQ(codecs(made.encoders), (std::vector<std::string>{"VP8", "VP9", "OPUS"}));
}

TEST(PipelineFile, IsWholeWhenItIsTheDefaultsThemselves) {
  EXPECT_EQ(read({kDefaults}, {}).video_source.launch(),
            "v4l2src device=/dev/video0 ! capsfilter caps=video/x-raw,width=640");
}

TEST(PipelineFile, JoinsLinesAndDropsComments) {
  EXPECT_EQ(launch("# a test picture\n\n  videotestsrc   # moving\n\tis-live=true \\\n !\r\n"
                   "  textoverlay text=\"a # b\" font=c#d\n#! vp8enc\n"),
            "videotestsrc is-live=true ! textoverlay text=\"a # b\" font=c#d");
}

TEST(PipelineFile, MayBeginABodyBesideItsName) {
  EXPECT_EQ(plan("[self-view] fakesink # none\n").self_view.launch(), "fakesink");
}

TEST(PipelineFile, MayBeginWithAByteOrderMark) {
  EXPECT_EQ(plan("\xef\xbb\xbf[self-view]\nfakesink").self_view.launch(), "fakesink");
}

TEST(PipelineFile, TurnsAnEmptySectionIntoNone) {
  auto made = plan("[self-view]\n# nothing\n[encode vp9]\n[decode VP8]\n");
  EXPECT_TRUE(made.self_view.empty());
  EXPECT_EQ(codecs(made.encoders), (std::vector<std::string>{"VP8", "OPUS"}));
  EXPECT_EQ(codecs(made.decoders), (std::vector<std::string>{"OPUS"}));
}

TEST(PipelineFile, PutsItsOwnCodecsFirstInItsOrder) {
  auto made = plan("[encode h264]\nx264enc\n[encode VP9]\nmine\n");
  EXPECT_EQ(codecs(made.encoders), (std::vector<std::string>{"H264", "VP9", "VP8", "OPUS"}));
  EXPECT_EQ(made.encoders[1].section.launch(), "mine");
}

TEST(PipelineFile, WritesBareCapsAtTheEndsAsAFilter) {
  EXPECT_EQ(
      launch("video/x-raw, format=\"I420\" ! identity ! video/x-raw,width=1 ! x ! image/jpeg"),
      "capsfilter caps=video/x-raw,\\ format=\\\"I420\\\" ! identity ! video/x-raw,width=1 ! x ! "
      "capsfilter caps=image/jpeg");
}

TEST(Variables, OfTheFileReachSectionsOfTheDefaults) {
  EXPECT_EQ(plan("[variables]\nwidth = 1280 # wide\n").video_source.launch(),
            "v4l2src device=/dev/video0 ! capsfilter caps=video/x-raw,width=1280");
}

TEST(Variables, OfTheCommandLineWin) {
  Overrides set{.variables = {{"width", "320"}}, .fragments = {}};
  EXPECT_THAT(plan("[variables]\nwidth = 1280\n", set).video_source.launch(),
              HasSubstr("width=320"));
}

TEST(Variables, KeepBlanksInQuotes) {
  EXPECT_EQ(plan("[variables]\na = \" # \" # b\n[self-view]\nx name=${a}").self_view.launch(),
            "x name=\\ #\\ ");
}

TEST(Variables, AreQuotedForGStreamer) {
  EXPECT_EQ(launch("filesrc location=${x} ! b", "my \"file\"!.webm"),
            "filesrc location=my\\ \\\"file\\\"\\!.webm ! b");
  EXPECT_EQ(launch("a text=\"hello ${x}\" ! b", "it's \"me\""),
            "a text=\"hello it\\'s\\ \\\"me\\\"\" ! b");
  EXPECT_EQ(launch("${x} ! b", "a ! rm"), "a\\ \\!\\ rm ! b");
  EXPECT_EQ(launch("a b=${x}1",
                   "\xc3\xa9\\"
                   "x"),
            "a b=\xc3\xa9\\\\x1");
}

TEST(Variables, AreQuotedInCapsOnlyWhereNeeded) {
  EXPECT_EQ(launch("a ! video/x-raw,framerate=${x} ! b", "30/1"),
            "a ! video/x-raw,framerate=30/1 ! b");
  EXPECT_EQ(launch("a ! video/x-raw,f=${x} ! b", "1,g=2"), "a ! video/x-raw,f=\"1,g=2\" ! b");
  EXPECT_EQ(launch("a ! ${x} ! b", "video/x-raw,f=1"), "a ! video/x-raw,f=1 ! b");
}

TEST(Variables, WithoutAValueTakeTheirNameAway) {
  EXPECT_EQ(launch("v4l2src device=${x} ! b"), "v4l2src ! b");
  EXPECT_EQ(launch("v4l2src device = ${x} io-mode=2"), "v4l2src io-mode=2");
  EXPECT_EQ(launch("a ! video/x-raw, width=(int)${x}, height=3 ! b"),
            "a ! video/x-raw, height=3 ! b");
  EXPECT_EQ(launch("a ! video/x-raw,width=${x},height=${x} ! b"), "a ! video/x-raw ! b");
}

TEST(Variables, WithoutAValueLeaveTheRestOfAWord) {
  EXPECT_EQ(launch("a device=/dev/video${x} b"), "a device=/dev/video b");
  EXPECT_EQ(launch("a text=\"${x}\" b"), "a text=\"\" b");
  EXPECT_EQ(launch("a list=b,c=${x},d=1 e"), "a list=b,c=,d=1 e");
}

TEST(Variables, BehindABackslashAreText) { EXPECT_EQ(launch("a b=\\${x}"), "a b=\\${x}"); }

TEST(Variables, AreNotLookedForInValues) { EXPECT_EQ(launch("a b=${x}", "${x}"), "a b=${x}"); }

TEST(Fragments, ReplaceASectionAndSeeItsVariables) {
  Overrides given{.variables = {},
                  .fragments = {{"video-source", "videotestsrc\n! x w=${width}#1"}}};
  EXPECT_EQ(plan("[video-source]\nv4l2src device=${wrong}", given).video_source.launch(),
            "videotestsrc ! x w=640#1");
}

TEST(Fragments, CanTurnTheSelfViewOff) {
  EXPECT_TRUE(plan("", {.variables = {}, .fragments = {{"self-view", " "}}}).self_view.empty());
}

TEST(Fragments, AreNamedByTheirOption) {
  auto wrong = [](const std::string& text) {
    return problem("", {.variables = {}, .fragments = {{"video-source", text}}});
  };
  EXPECT_EQ(wrong(""), "--video-source: nothing in section [video-source]");
  EXPECT_EQ(wrong("x ${y}"), "--video-source: unknown name ${y}; known: device, width");
  EXPECT_EQ(wrong("x text=\"y"), "--video-source: this quote is not closed");
  EXPECT_EQ(wrong(std::string{"x\0", 2}), "--video-source: a NUL byte: this is no text");
  EXPECT_EQ(problem("", {.variables = {}, .fragments = {{"video", "x"}}}),
            "--video: there is no such section");
}

TEST(Problems, SayWhereAnUnknownNameIs) {
  EXPECT_EQ(problem("[video-source]\nv4l2src\n ! x b=${bitrat}"),
            "camera.pipeline:3:8: unknown name ${bitrat}; known: device, width");
  EXPECT_EQ(problem("[video-source]\n\xc3\xa9=\xc3\xa9 ${}"),
            "camera.pipeline:2:5: unknown name ${}; known: device, width");
  EXPECT_EQ(problem("[video-source]\na ${width"), "camera.pipeline:2:3: no } behind ${");
}

TEST(Problems, NameTheDefaultsForTheirSections) {
  Source defaults{"default.pipeline", "[self-view]\n${x}\n"};
  try {
    read(
        {{"a", "[video-source]\na\n[audio-source]\na\n[video-sink]\na\n[audio-sink]\na"}, defaults},
        {});
    FAIL();
  } catch (const Problem& wrong) {
    EXPECT_STREQ(wrong.what(), "default.pipeline:2:1: unknown name ${x}; none is known");
  }
}

TEST(Problems, SayWhatIsWrongWithASection) {
  EXPECT_THAT(problem("\n[video-surce]\n"),
              HasSubstr("camera.pipeline:2:1: unknown section [video-surce]; known: variables, "));
  EXPECT_EQ(problem("[self-view]\nx\n[self-view]\ny"),
            "camera.pipeline:3:1: section [self-view] twice; the first is in line 1");
  EXPECT_THAT(problem("[encode VP8]\nx\n[encode vp8]\ny"),
              HasSubstr("3:1: section [encode VP8] twice"));
  EXPECT_EQ(problem("# x\n  videotestsrc\n"),
            "camera.pipeline:2:3: text before the first [section]");
  EXPECT_EQ(problem("[self-view\nx"), "camera.pipeline:1:1: no ] at the end of the section's name");
  EXPECT_EQ(problem("[encode]\nx"),
            "camera.pipeline:1:1: [encode] without a codec, as in [encode VP8]");
  EXPECT_THAT(problem("[encode VP8 VP9]\nx"), HasSubstr("names no codec"));
  EXPECT_EQ(problem("[video-sink]\n\n"), "camera.pipeline:1:1: nothing in section [video-sink]");
}

TEST(Problems, SayWhatIsWrongWithAVariable) {
  for (auto line : {"width 640", "= 640", "wi dth = 640"})
    EXPECT_EQ(problem(std::string{"[variables]\n"} + line),
              "camera.pipeline:2:1: not a variable, as in width = 640");
  EXPECT_EQ(problem("[variables]\na = 1\na = 2"), "camera.pipeline:3:1: variable a twice");
  EXPECT_EQ(problem("[variables]\na = \"b"),
            "camera.pipeline:2:5: this quote is not closed in its line");
  EXPECT_EQ(problem("[variables]\na = \"b\" c"),
            "camera.pipeline:2:9: text after the closing quote");
  EXPECT_THAT(problem("[variables]\na = b\tc"), HasSubstr("2:5: a value with a tab"));
  EXPECT_THAT(problem("[variables]\na = b\\"), HasSubstr("2:5: a value that ends in a backslash"));
}

TEST(Problems, SayWhatIsWrongWithSet) {
  auto wrong = [](const std::string& name, const std::string& value) {
    return problem("", {.variables = {{name, value}}, .fragments = {}});
  };
  EXPECT_EQ(wrong("bitrat", "5"), "--set bitrat=5: unknown name; known: device, width");
  EXPECT_EQ(wrong("width", "\xff"), "--set width: not UTF-8 text");
  EXPECT_EQ(wrong("width", "a\nb"), "--set width: a value with a tab or a line break");
  EXPECT_EQ(wrong("width", std::string(5000, 'x')), "--set width: a value of more than 4096 bytes");
}

TEST(Problems, SayWhereAQuoteIsNotClosed) {
  EXPECT_EQ(problem("[self-view]\na b=\"c\" d='e\nf'"),
            "camera.pipeline:2:11: this quote is not closed in its line");
}

TEST(Problems, SayWhereALinkHasNoEnd) {
  EXPECT_EQ(problem("[self-view]\na !\n ! b"),
            "camera.pipeline:3:2: nothing to link before this !");
  EXPECT_EQ(problem("[self-view]\na\n!"), "camera.pipeline:3:1: nothing to link behind this !");
  EXPECT_EQ(problem("[self-view]\n!"), "camera.pipeline:2:1: nothing to link before this !");
}

TEST(Problems, RefuseWhatIsNoText) {
  EXPECT_EQ(problem({"[self-view]\na\0b", 15}), "camera.pipeline:2:2: a NUL byte: this is no text");
  EXPECT_EQ(problem("[self-view]\na \x1b"), "camera.pipeline:2:3: a control character");
  for (auto text : {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                    "\xe2\x82", "\xf8\x88\x80\x80\x80"})
    EXPECT_EQ(problem(std::string{"# "} + text), "camera.pipeline:1:3: not UTF-8 text");
  EXPECT_EQ(problem(std::string(kMostText + 1, '#')),
            "camera.pipeline:1:1: more than 64 KiB of text");
}

TEST(Problems, RefuseValuesThatMakeTooMuch) {
  std::string body = "[variables]\nx = " + std::string(4000, 'x') + "\n[self-view]\n";
  for (int i = 0; i < 20; ++i) body += "a b=${x}\n";
  EXPECT_EQ(problem(body), "camera.pipeline:4:1: more than 64 KiB with all values put in");
}

TEST(SectionProblem, FindsTheWordInTheFile) {
  auto source = plan(
                    "[variables]\nx = a\\ b vp8enc\n[video-source]\n"
                    "v4l2src device=${x}  # vp8enc\n  ! my-vp8enc target-bitrate=1 bitrate=2\n\n"
                    "! vp8enc ! video/x-raw,width=3")
                    .video_source;
  EXPECT_STREQ(source.problem("v4l2src", "no").what(), "camera.pipeline:4:1: no");
  EXPECT_STREQ(source.problem("bitrate", "no").what(), "camera.pipeline:5:32: no");
  EXPECT_STREQ(source.problem("width", "no").what(), "camera.pipeline:7:24: no");
  EXPECT_STREQ(source.problem("ghost", "no").what(), "camera.pipeline:3:1: no");
  EXPECT_STREQ(source.problem("", "no").what(), "camera.pipeline:3:1: no");
}

TEST(SectionProblem, PointsAtTheVariableThatBroughtTheWord) {
  auto source = plan("[variables]\nx = nosuch\n[video-source]\na !\n  ${x}").video_source;
  EXPECT_STREQ(source.problem("nosuch", "no element").what(), "camera.pipeline:5:3: no element");
}

TEST(SectionProblem, NamesTheOptionOfAFragment) {
  auto made = plan("", {.variables = {}, .fragments = {{"video-sink", "a ! b"}}});
  EXPECT_STREQ(made.video_sink.problem("b", "no element b").what(), "--video-sink: no element b");
}

TEST(LoopBack, GoesFromTheCameraToBothWindows) {
  EXPECT_EQ(loop_back(plan("[video-source]\ncam"), "VP8", "OPUS"),
            "cam ! tee name=camera ! queue ! vp8enc ! rtpvp8pay ! rtpvp8depay ! vp8dec ! queue ! "
            "autovideosink camera. ! queue ! ximagesink "
            "audiotestsrc ! queue ! opusenc ! rtpopuspay ! rtpopusdepay ! opusdec ! queue ! "
            "autoaudiosink");
}

TEST(LoopBack, LeavesOutWhatIsNotWanted) {
  auto made = plan("[video-source]\ncam\n[self-view]\n");
  EXPECT_EQ(loop_back(made, "VP8", ""),
            "cam ! queue ! vp8enc ! rtpvp8pay ! rtpvp8depay ! vp8dec ! queue ! autovideosink");
  EXPECT_EQ(loop_back(made, "", ""), "");
}

TEST(LoopBack, KeepsTheNamesOfSectionsApart) {
  auto made = plan(
      "[video-source]\nt. ! a name=camera ! tee name=t\n"
      "[video-sink]\ntee name=t t. ! x t.src_1 ! y t=u.v camera. ! q\n[self-view]\n"
      "x name=t ! y");
  auto line = loop_back(made, "VP8", "");
  EXPECT_THAT(line, HasSubstr("t. ! a name=camera ! tee name=t ! tee name=camera-2 !"));
  EXPECT_THAT(line,
              HasSubstr("tee name=t-2 t-2. ! x t-2.src_1 ! y t=u.v camera. ! q camera-2. ! "));
  EXPECT_THAT(line, HasSubstr("x name=t-3 ! y"));
}

TEST(LoopBack, KeepsBlanksThroughAShell) {
  auto made = plan("[video-source]\na text=\"b   c\"\n[self-view]\n");
  EXPECT_THAT(loop_back(made, "VP8", ""), HasSubstr("a text=\"b \\ \\ c\" !"));
  EXPECT_THAT(loop_back(made, "VP8", ""), Not(HasSubstr("  ")));
}

TEST(LoopBack, SaysWhichCoderIsMissing) {
  auto made = plan("");
  EXPECT_THROW(loop_back(made, "AV1", ""), Problem);
  EXPECT_THROW(loop_back(made, "VP9", ""), Problem);  // no decoder
}

}  // namespace
}  // namespace pipeline
