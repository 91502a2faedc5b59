#pragma once

#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Pipeline files: their text and the user's values in, gst-launch text out, or what is wrong and
// where. Pure: knows no GStreamer and opens no file.
namespace pipeline {

// What is wrong: "file:line:column: sentence", or "--option: sentence" for a fragment.
class Problem : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Where something is written, both from 1, the column in characters. Line 0: in an option.
struct Place {
  unsigned line = 0, column = 0;
};

// One section ready to be built: gst-launch text with all variables put in, on one line. Caps at
// either end are written as a capsfilter, since GStreamer's parser takes bare caps only between
// two elements.
class Section {
 public:
  Section() = default;
  // `places` has one entry for each byte of `launch`; `origin` is a file's name or an option.
  Section(std::string origin, Place start, std::string launch, std::vector<Place> places);

  const std::string& launch() const { return launch_; }
  bool empty() const { return launch_.empty(); }
  // A Problem that says `what` is wrong at the place in the file where `word` of the launch text
  // was written; at the section's start when the word is not found.
  Problem problem(std::string_view word, std::string_view what) const;

 private:
  std::string origin_, launch_;
  Place start_;
  std::vector<Place> places_;
};

// A section that turns raw media into RTP, or back.
struct Coder {
  std::string codec;  // upper case: VP8 VP9 H264 OPUS
  Section section;
};

// A whole choice of media, nothing left open.
struct Plan {
  Section video_source, audio_source, video_sink, audio_sink, self_view;
  std::vector<Coder> encoders, decoders;  // in the file's order of preference
};

// A pipeline file's text and the name that messages call it by.
struct Source {
  std::string name, text;
};

// What the command line says besides the file.
struct Overrides {
  std::map<std::string, std::string> variables;  // --set NAME=VALUE
  std::map<std::string, std::string> fragments;  // section name ("video-source" ...) → launch text
};

// At most this much is read from a file or an option, and made of one section.
inline constexpr std::size_t kMostText = 65536;

// The plan of the first of `files`, each with the next for what it leaves out: a file of the user's
// choice, and in the end default.pipeline. At least one. Throws Problem.
Plan read(const std::vector<Source>& files, const Overrides& overrides);

// One line for `gst-launch-1.0`: capture, encode, payload, depayload, decode and show, looped back
// without a network. A codec that is empty leaves its medium out. Throws Problem when the plan has
// no such coder.
std::string loop_back(const Plan& plan, std::string_view video_codec, std::string_view audio_codec);

}  // namespace pipeline
