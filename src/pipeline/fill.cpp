#include "pipeline/fill.h"

#include <algorithm>

namespace pipeline {
namespace {

constexpr std::size_t kLongestValue = 4096;

bool among(char byte, std::string_view bytes) { return bytes.find(byte) != std::string_view::npos; }

bool needs_backslash(char byte) { return is_blank(byte) || among(byte, "\"'\\!;"); }

// Whether caps take `byte` in a value without quotes.
bool is_plain_in_caps(char byte) { return is_name(byte) || among(byte, "+/:."); }

// Whether `element`, as far as it is written, is bare caps: "video/x-raw...".
bool is_caps(Piece element) {
  element = without_blanks(element);
  auto in_type = [](const Letter& letter) { return is_name(letter.byte) && letter.byte != '_'; };
  auto slash = std::find_if_not(element.begin(), element.end(), in_type);
  return slash != element.begin() && slash != element.end() && slash->byte == '/' &&
         slash + 1 != element.end() && in_type(slash[1]);
}

// `text` without the "name=" or "name=(type)" at its end; all of it when there is none.
Piece without_assignment(Piece text) {
  auto kept = text;
  auto drop = [&kept](auto belongs) {
    auto before = kept.size();
    while (!kept.empty() && belongs(kept.back().byte)) kept = kept.first(kept.size() - 1);
    return kept.size() < before;
  };
  auto is = [](char wanted) { return [wanted](char byte) { return byte == wanted; }; };
  if (drop(is(')')) && !(drop(is_name) && drop(is('(')))) return text;
  drop(is_blank);
  if (!drop(is('='))) return text;
  drop(is_blank);
  return drop(is_name) ? kept : text;
}

class Filling {
 public:
  Filling(const std::string& origin, Piece body, const Variables& variables)
      : origin_{origin}, body_{body}, variables_{variables} {}

  Text all() {
    while (next_ < body_.size()) {
      if (begins_variable())
        put_variable();
      else
        copy();
      if (filled_.size() > kMostText)
        throw wrong(origin_, body_[0].place, "more than 64 KiB with all values put in");
    }
    if (quotes_.open()) throw wrong(origin_, body_[0].place, "this quote is not closed");
    auto line = without_blanks(filled_);
    return {line.begin(), line.end()};
  }

 private:
  bool begins_variable() const {
    return !escaped_ && body_[next_].byte == '$' && next_ + 1 < body_.size() &&
           body_[next_ + 1].byte == '{';
  }

  void copy() {
    const auto& letter = body_[next_++];
    if (letter.byte == '\n' && escaped_) filled_.pop_back();  // a line continued as in a shell
    escaped_ = letter.byte == '\\' && !escaped_;
    bool covered = quotes_.cover(letter.byte) && letter.byte != '\n';
    bool separates = !covered && is_blank(letter.byte);
    if (!separates)
      filled_.push_back(letter);
    else if (!separated_)
      filled_.push_back({.byte = ' ', .place = letter.place});
    separated_ = separates;
    if (!covered && letter.byte == '!') element_ = filled_.size();
  }

  void put_variable() {
    auto place = body_[next_].place;
    auto end = std::find_if_not(body_.begin() + static_cast<std::ptrdiff_t>(next_) + 2, body_.end(),
                                [](const Letter& letter) { return is_name(letter.byte); });
    if (end == body_.end() || end->byte != '}') throw wrong(origin_, place, "no } behind ${");
    auto behind = static_cast<std::size_t>(end - body_.begin()) + 1;
    auto name = string_of(body_.subspan(next_ + 2, behind - next_ - 3));
    auto found = variables_.find(name);
    if (found == variables_.end())
      throw wrong(origin_, place, "unknown name ${" + name + "}; " + known_names(variables_));
    next_ = behind;
    quotes_.cover('x');  // what follows does not begin a word
    if (found->second.empty())
      leave_out();
    else
      put(found->second, place);
  }

  void put(const std::string& value, Place place) {
    separated_ = false;
    bool quoted = !quotes_.open() && is_caps(element()) &&
                  !std::all_of(value.begin(), value.end(), is_plain_in_caps);
    if (quoted) append(filled_, "\"", place);
    for (char byte : value) {
      if (needs_backslash(byte)) append(filled_, "\\", place);
      append(filled_, {&byte, 1}, place);
    }
    if (quoted) append(filled_, "\"", place);
  }

  // Takes back the "name=" before a variable without a value; in caps its comma too.
  void leave_out() {
    bool caps = is_caps(element());
    bool ends = next_ == body_.size() || is_blank(body_[next_].byte) ||
                (caps && among(body_[next_].byte, ",;!"));
    auto kept = without_assignment(element());
    if (quotes_.open() || !ends || kept.size() == element().size()) return;
    auto before = without_blanks(kept);
    if (caps && before.back().byte == ',')
      kept = kept.first(static_cast<std::size_t>(&before.back() - kept.data()));
    else if (!kept.empty() && !is_blank(kept.back().byte))
      return;
    filled_.resize(element_ + kept.size());
    separated_ = filled_.empty() || is_blank(filled_.back().byte);
  }

  Piece element() const { return Piece{filled_}.subspan(element_); }

  const std::string& origin_;
  Piece body_;
  const Variables& variables_;
  Text filled_;
  std::size_t next_ = 0,
              element_ = 0;  // in body_; where the element being written begins in filled_
  Quotes quotes_;
  bool escaped_ = false, separated_ = true;
};

// What stands between the plain `!`s of `text`. Throws when that is nothing.
std::vector<Piece> elements(const std::string& origin, Piece text) {
  std::vector<Piece> found;
  Quotes quotes;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && (quotes.cover(text[i].byte) || text[i].byte != '!')) continue;
    auto element = without_blanks(text.subspan(begin, i - begin));
    if (element.empty() && i < text.size())
      throw wrong(origin, text[i].place, "nothing to link before this !");
    if (element.empty())
      throw wrong(origin, text[begin - 1].place, "nothing to link behind this !");
    found.push_back(element);
    begin = i + 1;
  }
  return found;
}

// The same caps as an element. The parser takes one layer of backslashes off bare caps, outside
// their quotes, and one off a property's value, everywhere.
Text caps_filter(Piece caps) {
  Text element;
  append(element, "capsfilter caps=", caps[0].place);
  bool in_quotes = false, escaped = false;
  for (const auto& letter : caps) {
    bool bare_backslash = letter.byte == '\\' && !in_quotes && !escaped;
    if (letter.byte == '"' && !escaped) in_quotes = !in_quotes;
    escaped = letter.byte == '\\' && !escaped;
    if (bare_backslash) continue;
    if (needs_backslash(letter.byte)) append(element, "\\", letter.place);
    element.push_back(letter);
  }
  return element;
}

}  // namespace

std::string misfit(const std::string& value) {
  if (value.size() > kLongestValue) return "a value of more than 4096 bytes";
  if (value.ends_with('\\')) return "a value that ends in a backslash, which GStreamer misreads";
  if (std::any_of(value.begin(), value.end(),
                  [](char byte) { return byte != ' ' && is_blank(byte); }))
    return "a value with a tab or a line break";
  return {};
}

std::string known_names(const Variables& variables) {
  std::string names;
  for (const auto& [name, value] : variables) names += (names.empty() ? "known: " : ", ") + name;
  return names.empty() ? "none is known" : names;
}

Text fill(const std::string& origin, Piece body, const Variables& variables) {
  return Filling{origin, body, variables}.all();
}

Text close_ends(const std::string& origin, Piece text) {
  Text closed;
  if (text.empty()) return closed;
  auto all = elements(origin, text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) append(closed, " ! ", all[i][0].place);
    bool at_end = i == 0 || i + 1 == all.size();
    auto element =
        at_end && is_caps(all[i]) ? caps_filter(all[i]) : Text(all[i].begin(), all[i].end());
    closed.insert(closed.end(), element.begin(), element.end());
  }
  return closed;
}

}  // namespace pipeline
