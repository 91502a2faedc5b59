#include "signalling/json_text.h"

#include <cctype>
#include <cstdint>

namespace signalling::json {
namespace {

constexpr unsigned kMaxDepth = 16;  // a message of this protocol needs 4

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_high(unsigned unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(unsigned unit) { return unit >= 0xdc00 && unit < 0xe000; }

// The UTF-16 unit behind `\u`; empty when these are not four hexadecimal digits.
std::optional<unsigned> unit(std::string_view digits) {
  if (digits.size() < 4) return {};
  unsigned value = 0;
  for (char c : digits.substr(0, 4)) {
    if (!std::isxdigit(static_cast<unsigned char>(c))) return {};
    value = value * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

// RFC 8259, one function a rule. Each moves past what it has read, and is false when it is not
// there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_{text} {}

  bool whole(std::vector<Member>& members) {
    space();
    if (!object(1, &members)) return false;
    space();
    return at_ == text_.size();
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view wanted) {
    if (text_.substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }
  void space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }
  bool digits() {
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++at_;
    return true;
  }

  bool value(unsigned depth);
  bool object(unsigned depth, std::vector<Member>* members);
  bool member(unsigned depth, std::vector<Member>* members);
  bool array(unsigned depth);
  bool string();
  bool escape();
  bool code_point();
  bool number();

  std::string_view text_;
  std::size_t at_ = 0;
};

bool Scanner::value(unsigned depth) {
  switch (peek()) {
    case '{': return object(depth + 1, nullptr);
    case '[': return array(depth + 1);
    case '"': return string();
    case 't': return word("true");
    case 'f': return word("false");
    case 'n': return word("null");
    default: return number();
  }
}

bool Scanner::object(unsigned depth, std::vector<Member>* members) {
  if (depth > kMaxDepth || !take('{')) return false;
  space();
  if (take('}')) return true;
  do {
    if (!member(depth, members)) return false;
  } while (take(','));
  return take('}');
}

bool Scanner::member(unsigned depth, std::vector<Member>* members) {
  space();
  const auto key = at_;
  if (!string()) return false;
  const auto key_end = at_;
  space();
  if (!take(':')) return false;
  space();
  const auto begin = at_;
  if (!value(depth)) return false;
  if (members)
    members->push_back({text_.substr(key, key_end - key), text_.substr(begin, at_ - begin)});
  space();
  return true;
}

bool Scanner::array(unsigned depth) {
  if (depth > kMaxDepth || !take('[')) return false;
  space();
  if (take(']')) return true;
  do {
    space();
    if (!value(depth)) return false;
    space();
  } while (take(','));
  return take(']');
}

bool Scanner::string() {
  if (!take('"')) return false;
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c == '"') return true;
    if (static_cast<unsigned char>(c) < 0x20) return false;
    if (c == '\\' && !escape()) return false;
  }
  return false;
}

bool Scanner::escape() {
  if (take('u')) return code_point();
  if (at_ == text_.size()) return false;
  return std::string_view{"\"\\/bfnrt"}.find(text_[at_++]) != std::string_view::npos;
}

bool Scanner::code_point() {
  const auto first = unit(text_.substr(at_));
  if (!first || *first == 0 || is_low(*first)) return false;
  at_ += 4;
  if (!is_high(*first)) return true;
  if (!word("\\u")) return false;
  const auto second = unit(text_.substr(at_));
  at_ += 4;
  return second && is_low(*second);
}

bool Scanner::number() {
  take('-');
  if (!take('0') && !digits()) return false;
  if (take('.') && !digits()) return false;
  if (!take('e') && !take('E')) return true;
  if (!take('+')) take('-');
  return digits();
}

void append_utf8(std::string& out, unsigned code) {
  const auto tail = [code](unsigned shift) {
    return static_cast<char>(0x80 | ((code >> shift) & 0x3f));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += {static_cast<char>(0xc0 | (code >> 6)), tail(0)};
  } else if (code < 0x10000) {
    out += {static_cast<char>(0xe0 | (code >> 12)), tail(6), tail(0)};
  } else {
    out += {static_cast<char>(0xf0 | (code >> 18)), tail(12), tail(6), tail(0)};
  }
}

// Adds what stands behind `\u`, and says how many characters that took.
std::size_t append_code_point(std::string& out, std::string_view digits) {
  const auto first = unit(digits).value_or(0);
  if (!is_high(first)) {
    append_utf8(out, first);
    return 4;
  }
  const auto second = unit(digits.substr(6)).value_or(0xdc00);
  append_utf8(out, 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff));
  return 10;
}

char simple_escape(char c) {
  switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
  }
}

}  // namespace

std::optional<std::vector<Member>> members(std::string_view text) {
  std::vector<Member> found;
  if (!Scanner{text}.whole(found)) return {};
  return found;
}

std::optional<std::string> string(std::string_view written) {
  if (written.size() < 2 || written.front() != '"') return {};
  written = written.substr(1, written.size() - 2);
  std::string out;
  for (std::size_t at = 0; at < written.size(); ++at) {
    if (written[at] != '\\') {
      out += written[at];
    } else if (written[++at] == 'u') {
      at += append_code_point(out, written.substr(at + 1));
    } else {
      out += simple_escape(written[at]);
    }
  }
  return out;
}

}  // namespace signalling::json
