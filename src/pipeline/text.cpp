#include "pipeline/text.h"

#include <algorithm>

namespace pipeline {
namespace {

unsigned char at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

bool continues(std::string_view text, std::size_t i) { return (at(text, i) & 0xc0) == 0x80; }

// How many bytes the character at `i` has; 0 when they are not UTF-8 (RFC 3629 §4).
std::size_t length(std::string_view text, std::size_t i) {
  auto first = at(text, i), second = at(text, i + 1);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4 || !continues(text, i + 1)) return 0;
  if (first < 0xe0) return 2;
  bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  bool beyond = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  if (overlong || beyond || !continues(text, i + 2)) return 0;
  if (first < 0xf0) return 3;
  return continues(text, i + 3) ? 4 : 0;
}

bool is_control(char byte) {
  auto code = static_cast<unsigned char>(byte);
  return (code < 0x20 && !is_blank(byte)) || code == 0x7f;
}

void move_past(char byte, Place& place) {
  if (place.line == 0) return;
  if (byte == '\n')
    place = {.line = place.line + 1, .column = 1};
  else
    ++place.column;
}

}  // namespace

Text letters_of(const std::string& origin, std::string_view text, Place start) {
  if (text.size() > kMostText) throw wrong(origin, start, "more than 64 KiB of text");
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // a byte order mark
  Text letters;
  letters.reserve(text.size());
  auto place = start;
  for (std::size_t i = 0; i < text.size();) {
    auto bytes = length(text, i);
    if (bytes == 0) throw wrong(origin, place, "not UTF-8 text");
    if (text[i] == 0) throw wrong(origin, place, "a NUL byte: this is no text");
    if (is_control(text[i])) throw wrong(origin, place, "a control character");
    if (text.substr(i, 2) != "\r\n") append(letters, text.substr(i, bytes), place);
    move_past(text[i], place);
    i += bytes;
  }
  return letters;
}

std::string string_of(Piece text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (const auto& letter : text) bytes += letter.byte;
  return bytes;
}

void append(Text& text, std::string_view bytes, Place place) {
  for (char byte : bytes) text.push_back({.byte = byte, .place = place});
}

Problem wrong(const std::string& origin, Place place, const std::string& what) {
  if (place.line == 0) return Problem{origin + ": " + what};
  return Problem{origin + ':' + std::to_string(place.line) + ':' + std::to_string(place.column) +
                 ": " + what};
}

bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

bool is_name(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

Piece without_blanks(Piece text) {
  auto blank = [](const Letter& letter) { return is_blank(letter.byte); };
  auto first = std::find_if_not(text.begin(), text.end(), blank);
  auto last = std::find_if_not(text.rbegin(), std::make_reverse_iterator(first), blank).base();
  auto backslashes =
      std::find_if_not(std::make_reverse_iterator(last), std::make_reverse_iterator(first),
                       [](const Letter& letter) { return letter.byte == '\\'; });
  bool escaped = (last - backslashes.base()) % 2 == 1;
  return {first, escaped && last != text.end() ? last + 1 : last};
}

bool Quotes::cover(char byte) {
  if (escaped_ || byte == '\\') {
    escaped_ = !escaped_;
    before_ = byte;
    return true;
  }
  bool inside = open();
  bool may_open = byte == '"' || (byte == '\'' && (is_blank(before_) || before_ == '='));
  if (inside && byte == quote_)
    quote_ = 0;
  else if (!inside && may_open)
    quote_ = byte;
  before_ = byte;
  return inside || may_open;
}

}  // namespace pipeline
