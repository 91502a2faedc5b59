#include "pipeline/pipeline.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "pipeline/file.h"
#include "pipeline/fill.h"
#include "pipeline/text.h"

namespace pipeline {
namespace {

class Planning {
 public:
  Planning(const std::vector<Source>& files, const Overrides& overrides)
      : fragments_{overrides.fragments} {
    for (const auto& source : files) {
      files_.push_back(take_apart(source));
      variables_.insert(files_.back().variables.begin(), files_.back().variables.end());
    }
    for (const auto& [name, value] : overrides.variables) set(name, value);
    for (const auto& [section, text] : fragments_)
      if (!find(section).second) throw Problem{"--" + section + ": there is no such section"};
  }

  Plan all() const {
    return {.video_source = needed("video-source"),
            .audio_source = needed("audio-source"),
            .video_sink = needed("video-sink"),
            .audio_sink = needed("audio-sink"),
            .self_view = section("self-view").value_or(Section{}),
            .encoders = coders("encode "),
            .decoders = coders("decode ")};
  }

 private:
  void set(const std::string& name, const std::string& value) {
    auto option = "--set " + name;
    if (!variables_.contains(name))
      throw Problem{option + '=' + value + ": unknown name; " + known_names(variables_)};
    letters_of(option, value, {});  // is it text?
    if (auto why = misfit(value); !why.empty()) throw Problem{option + ": " + why};
    variables_[name] = value;
  }

  Section needed(const std::string& name) const {
    auto found = section(name);
    if (!found)
      throw Problem{files_.front().name + ": no section [" + name + "], and none in " +
                    files_.back().name};
    if (found->empty()) throw found->problem("", "nothing in section [" + name + "]");
    return *std::move(found);
  }

  std::optional<Section> section(const std::string& name) const {
    if (auto fragment = fragments_.find(name); fragment != fragments_.end()) {
      auto option = "--" + name;
      return built(option, {}, letters_of(option, fragment->second, {}));
    }
    const auto [file, body] = find(name);
    if (!body) return {};
    return built(file->name, body->start, body->text);
  }

  // Where a section is written, in the first of the files that has it.
  std::pair<const File*, const Body*> find(const std::string& section) const {
    for (const auto& file : files_)
      if (const auto* body = file.find(section)) return {&file, body};
    return {};
  }

  Section built(const std::string& origin, Place start, Piece body) const {
    auto text = close_ends(origin, fill(origin, body, variables_));
    std::vector<Place> places;
    places.reserve(text.size());
    for (const auto& letter : text) places.push_back(letter.place);
    return {origin, start, string_of(text), std::move(places)};
  }

  // Those of the file, then those that only the next ones have. An empty section takes one out.
  std::vector<Coder> coders(std::string_view kind) const {
    std::vector<Coder> found;
    auto add = [&](const Body& body) {
      if (!body.section.starts_with(kind) || find(body.section).second != &body) return;
      auto ready = *section(body.section);
      if (!ready.empty())
        found.push_back({.codec = body.section.substr(kind.size()), .section = std::move(ready)});
    };
    for (const auto& file : files_)
      for (const auto& body : file.bodies) add(body);
    return found;
  }

  std::vector<File> files_;
  const std::map<std::string, std::string>& fragments_;
  Variables variables_;
};

}  // namespace

Section::Section(std::string origin, Place start, std::string launch, std::vector<Place> places)
    : origin_{std::move(origin)},
      launch_{std::move(launch)},
      start_{start},
      places_{std::move(places)} {}

Problem Section::problem(std::string_view word, std::string_view what) const {
  auto is_whole = [&](std::size_t i) {
    auto end = i + word.size();
    return (i == 0 || !is_name(launch_[i - 1])) &&
           (end == launch_.size() || !is_name(launch_[end]));
  };
  auto place = start_;
  for (std::size_t i = word.empty() ? launch_.npos : launch_.find(word);
       i < std::min(launch_.size(), places_.size()); i = launch_.find(word, i + 1))
    if (is_whole(i)) {
      place = places_[i];
      break;
    }
  return wrong(origin_, place, std::string{what});
}

Plan read(const std::vector<Source>& files, const Overrides& overrides) {
  return Planning{files, overrides}.all();
}

}  // namespace pipeline
