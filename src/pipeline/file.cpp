#include "pipeline/file.h"

#include <algorithm>
#include <set>

#include "pipeline/fill.h"

namespace pipeline {
namespace {

const std::set<std::string> kPlain{"variables",  "video-source", "audio-source",
                                   "video-sink", "audio-sink",   "self-view"};

std::string upper(std::string text) {
  for (char& byte : text)
    if (byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 'a' + 'A');
  return text;
}

bool begins_comment(Piece line, std::size_t i) {
  return line[i].byte == '#' && (i == 0 || is_blank(line[i - 1].byte));
}

class Reading {
 public:
  explicit Reading(const Source& source)
      : file_{.name = source.name, .variables = {}, .bodies = {}},
        text_{letters_of(source.name, source.text, {.line = 1, .column = 1})} {}

  File all() {
    for (auto rest = Piece{text_}; !rest.empty();) {
      auto end = std::find_if(rest.begin(), rest.end(), [](auto& it) { return it.byte == '\n'; });
      auto size = static_cast<std::size_t>(end - rest.begin());
      take(without_blanks(rest.first(size)));
      rest = rest.subspan(std::min(size + 1, rest.size()));
    }
    return std::move(file_);
  }

 private:
  void take(Piece line) {
    if (line.empty() || line[0].byte == '#') return;
    if (line[0].byte == '[') line = without_blanks(open(line));
    if (line.empty() || begins_comment(line, 0)) return;
    if (sections_.empty()) throw bad(line, "text before the first [section]");
    if (in_variables_)
      set(line);
    else
      continue_body(line);
  }

  // Opens the section that `line` names and gives the rest of the line.
  Piece open(Piece line) {
    auto end = std::find_if(line.begin(), line.end(), [](auto& it) { return it.byte == ']'; });
    if (end == line.end()) throw bad(line, "no ] at the end of the section's name");
    auto size = static_cast<std::size_t>(end - line.begin());
    auto name = section(line, string_of(without_blanks(line.subspan(1, size - 1))));
    auto [first, is_new] = sections_.emplace(name, line[0].place.line);
    if (!is_new)
      throw bad(line, "section [" + name + "] twice; the first is in line " +
                          std::to_string(first->second));
    in_variables_ = name == "variables";
    if (!in_variables_)
      file_.bodies.push_back({.section = name, .start = line[0].place, .text = {}});
    return line.subspan(size + 1);
  }

  // `written` as it is known, "encode vp8" as "encode VP8".
  std::string section(Piece line, const std::string& written) const {
    if (kPlain.contains(written)) return written;
    auto kind = written.substr(0, written.find_first_of(" \t"));
    if (kind != "encode" && kind != "decode")
      throw bad(line, "unknown section [" + written +
                          "]; known: variables, video-source, audio-source, video-sink, "
                          "audio-sink, self-view, encode CODEC, decode CODEC");
    auto codec =
        written.substr(std::min(written.find_first_not_of(" \t", kind.size()), written.size()));
    if (codec.empty()) throw bad(line, "[" + kind + "] without a codec, as in [" + kind + " VP8]");
    if (!std::all_of(codec.begin(), codec.end(), is_name))
      throw bad(line, "[" + written + "] names no codec, as [" + kind + " VP8] does");
    return kind + ' ' + upper(codec);
  }

  // NAME = VALUE. Quotes around the whole value are taken off.
  void set(Piece line) {
    auto equals = std::find_if(line.begin(), line.end(), [](auto& it) { return it.byte == '='; });
    auto size = static_cast<std::size_t>(equals - line.begin());
    auto name = string_of(without_blanks(line.first(size)));
    if (equals == line.end() || name.empty() || !std::all_of(name.begin(), name.end(), is_name))
      throw bad(line, "not a variable, as in width = 640");
    auto text = value(without_blanks(line.subspan(size + 1)));
    if (!file_.variables.emplace(name, text).second) throw bad(line, "variable " + name + " twice");
  }

  std::string value(Piece written) const {
    if (written.empty()) return {};
    char quote = written[0].byte;
    if (quote == '"' || quote == '\'') return quoted(written, quote);
    std::size_t end = 0;
    while (end < written.size() && !begins_comment(written, end)) ++end;
    return fit(written, string_of(without_blanks(written.first(end))));
  }

  std::string quoted(Piece written, char quote) const {
    auto inside = written.subspan(1);
    auto end =
        std::find_if(inside.begin(), inside.end(), [&](auto& it) { return it.byte == quote; });
    if (end == inside.end()) throw bad(written, "this quote is not closed in its line");
    auto size = static_cast<std::size_t>(end - inside.begin());
    auto behind = without_blanks(inside.subspan(size + 1));
    if (!behind.empty() && behind[0].byte != '#') throw bad(behind, "text after the closing quote");
    return fit(written, string_of(inside.first(size)));
  }

  std::string fit(Piece written, std::string value) const {
    if (auto why = misfit(value); !why.empty()) throw bad(written, why);
    return value;
  }

  void continue_body(Piece line) {
    Quotes quotes;
    Piece opened = line;
    auto& text = file_.bodies.back().text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      bool was_open = quotes.open();
      if (!quotes.cover(line[i].byte) && begins_comment(line, i)) break;
      if (!was_open && quotes.open()) opened = line.subspan(i);
      text.push_back(line[i]);
    }
    if (quotes.open()) throw bad(opened, "this quote is not closed in its line");
    append(text, "\n", line.back().place);
  }

  Problem bad(Piece where, const std::string& what) const {
    return wrong(file_.name, where[0].place, what);
  }

  File file_;
  Text text_;
  std::map<std::string, unsigned> sections_;  // with the line of each
  bool in_variables_ = false;
};

}  // namespace

const Body* File::find(const std::string& section) const {
  auto found = std::find_if(bodies.begin(), bodies.end(),
                            [&](const Body& body) { return body.section == section; });
  return found == bodies.end() ? nullptr : &*found;
}

File take_apart(const Source& source) { return Reading{source}.all(); }

}  // namespace pipeline
