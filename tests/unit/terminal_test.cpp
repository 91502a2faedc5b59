#include "ui/terminal.h"

#include <gtest/gtest.h>

using namespace ui;
using namespace std::chrono_literals;

namespace {

TEST(ASentence, SaysWhatHappensAndWhatToDo) {
  EXPECT_EQ(sentence(Incoming{"1", "B"}),
            "B is calling. Answer with a, decline with d (and Enter).");
  EXPECT_EQ(sentence(Waiting{"B"}), "B is not online yet. Waiting; give up with h (and Enter).");
  EXPECT_EQ(sentence(Ringing{"1", "B"}), "It rings at B. Give up with h (and Enter).");
  EXPECT_EQ(sentence(Connected{"1", "B", 60ms}), "In a call with B. Hang up with h (and Enter).");
  EXPECT_EQ(sentence(FirstFrame{"1", "video", 60ms}), "The picture is there.");
  EXPECT_EQ(sentence(Muted{"video", true, "A"}), "A turned the camera off.");
  EXPECT_EQ(sentence(Muted{"audio", false, "A"}), "A turned the microphone on again.");
  EXPECT_EQ(sentence(Ended{"1", "B", "normal", "A"}), "The call with B has ended (normal).");
  EXPECT_EQ(sentence(Warning{Code::CameraGone, "The camera is gone."}), "The camera is gone.");
}

TEST(ASentence, IsNotSaidOfWhatIsForScriptsOnly) {
  EXPECT_EQ(sentence(Stats{}), "");
  EXPECT_EQ(sentence(Pipeline{"videotestsrc ! fakesink"}), "");
}

TEST(ASentence, CannotSteerTheTerminal) {
  EXPECT_EQ(sentence(Warning{Code::BadMessage, "x\x1b[2J\r\ny\x7f"}), "x [2J  y ");
}

}  // namespace
