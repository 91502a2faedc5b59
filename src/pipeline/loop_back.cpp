#include <algorithm>
#include <array>
#include <set>

#include "pipeline/text.h"

namespace pipeline {
namespace {

bool is_in_name(char byte) { return is_name(byte) || byte == '%' || byte == ':'; }

// The launch text of a section word by word, so that names can be told from the rest.
std::vector<std::string> words(const std::string& launch) {
  std::vector<std::string> found(1);
  Quotes quotes;
  for (char byte : launch) {
    bool covered = quotes.cover(byte);
    if (!covered && is_blank(byte))
      found.emplace_back();
    else if (byte == ' ' && found.back().ends_with(' '))
      found.back() += "\\ ";  // a shell would make one blank of several
    else
      found.back() += byte;
  }
  return found;
}

// The X of name=X, else empty.
std::string named(const std::string& word) {
  if (!word.starts_with("name=")) return {};
  auto name = word.substr(5);
  return std::all_of(name.begin(), name.end(), is_in_name) ? name : std::string{};
}

// The X of a reference X. or X.pad, else empty.
std::string referred(const std::string& word) {
  auto dot = word.find('.');
  if (dot == word.npos ||
      !std::all_of(word.begin(), word.begin() + static_cast<long>(dot), is_in_name))
    return {};
  return word.substr(0, dot);
}

class Line {
 public:
  // `section` behind what there is, its names made unlike those already on the line.
  void add(const Section& section) {
    auto all = words(section.launch());
    std::set<std::string> own;
    for (const auto& word : all)
      if (auto name = named(word); !name.empty()) own.insert(name);
    for (auto& word : all) {
      auto name = named(word);
      bool declares = !name.empty();
      if (!declares) name = referred(word);
      if (!own.contains(name) || !names_.contains(name)) continue;
      word.insert(declares ? word.size() : name.size(), unlike(name, own));
    }
    for (const auto& name : own)
      names_.insert(names_.contains(name) ? name + unlike(name, own) : name);
    for (const auto& word : all) add(word);
  }

  void add(std::string_view words) {
    if (!text_.empty()) text_ += ' ';
    text_ += words;
  }

  // A name of our own.
  std::string fresh(const std::string& name) {
    auto chosen = names_.contains(name) ? name + unlike(name, {}) : name;
    names_.insert(chosen);
    return chosen;
  }

  const std::string& text() const { return text_; }

 private:
  // A tail that makes `name` unused on the line and among `others`.
  std::string unlike(const std::string& name, const std::set<std::string>& others) const {
    for (unsigned i = 2;; ++i) {
      auto tail = '-' + std::to_string(i);
      if (!names_.contains(name + tail) && !others.contains(name + tail)) return tail;
    }
  }

  std::string text_;
  std::set<std::string> names_;
};

const Section& coder(const std::vector<Coder>& coders, std::string_view codec, const char* kind) {
  auto found =
      std::find_if(coders.begin(), coders.end(), [&](auto& it) { return it.codec == codec; });
  if (found == coders.end())
    throw Problem{"no section [" + std::string{kind} + ' ' + std::string{codec} + ']'};
  return found->section;
}

void add_loop(Line& line, const Plan& plan, std::string_view codec, const Section& sink) {
  line.add(coder(plan.encoders, codec, "encode"));
  line.add("!");
  line.add(coder(plan.decoders, codec, "decode"));
  line.add("! queue !");
  line.add(sink);
}

void add_video(Line& line, const Plan& plan, std::string_view codec) {
  line.add(plan.video_source);
  std::string camera;
  if (!plan.self_view.empty()) {
    camera = line.fresh("camera");
    line.add("! tee name=" + camera);
  }
  line.add("! queue !");
  add_loop(line, plan, codec, plan.video_sink);
  if (plan.self_view.empty()) return;
  line.add(camera + ". ! queue !");
  line.add(plan.self_view);
}

}  // namespace

std::string loop_back(const Plan& plan, std::string_view video_codec,
                      std::string_view audio_codec) {
  Line line;
  if (!video_codec.empty()) add_video(line, plan, video_codec);
  if (!audio_codec.empty()) {
    line.add(plan.audio_source);
    line.add("! queue !");
    add_loop(line, plan, audio_codec, plan.audio_sink);
  }
  return line.text();
}

}  // namespace pipeline
