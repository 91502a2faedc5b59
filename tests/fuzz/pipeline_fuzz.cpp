#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "pipeline/pipeline.h"

namespace {

const pipeline::Source kDefaults{
    "default.pipeline",
    "[variables]\nx = 1\n[video-source]\na b=${x} ! c\n[audio-source]\na\n[video-sink]\na\n"
    "[audio-sink]\na\n[self-view]\na\n[encode V]\na ! b\n[decode V]\nc ! d\n"};

// What a plan promises: one line each, and a place for every word.
void check(const pipeline::Section& section) {
  const auto& launch = section.launch();
  if (launch.find('\n') != launch.npos || launch.size() > 2 * pipeline::kMostText) std::abort();
  auto word = launch.substr(0, launch.find(' '));
  if (std::string{section.problem(word, "!").what()}.empty()) std::abort();
}

void check(const pipeline::Plan& plan) {
  for (const auto* section : {&plan.video_source, &plan.audio_source, &plan.video_sink,
                              &plan.audio_sink, &plan.self_view})
    check(*section);
  for (const auto& coder : plan.encoders) check(coder.section);
  for (const auto& coder : plan.decoders) check(coder.section);
  pipeline::loop_back(plan, "V", "");
}

}  // namespace

// The input is a file; a line of '%' ends it, and what follows is the value of a variable.
// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(bytes), size), value;
  if (auto end = text.find("\n%\n"); end != text.npos) {
    value = text.substr(end + 3);
    text.resize(end);
  }
  try {
    check(pipeline::read({{"fuzz", text}, kDefaults},
                         {.variables = {{"x", value}}, .fragments = {}}));
  } catch (const pipeline::Problem&) {  // refused in words, as it should be
  }
  return 0;
}
