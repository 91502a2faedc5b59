#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/pipeline.h"

// Text that remembers where each of its bytes was written, and how GStreamer quotes.
namespace pipeline {

struct Letter {
  char byte;
  Place place;
};

using Text = std::vector<Letter>;
using Piece = std::span<const Letter>;

// All of `text`; `origin` names it in a Problem. Throws for what is no text: NUL and other control
// characters, not UTF-8, more than kMostText.
Text letters_of(const std::string& origin, std::string_view text, Place start);

std::string string_of(Piece text);

// `bytes`, as if all of them were written at `place`.
void append(Text& text, std::string_view bytes, Place place);

Problem wrong(const std::string& origin, Place place, const std::string& what);

bool is_blank(char byte);
bool is_name(char byte);  // may stand in the name of a variable, a property or an element

// Without those at both ends, save one behind a backslash.
Piece without_blanks(Piece text);

// Follows quotes and backslashes through launch text as GStreamer's parser does.
class Quotes {
 public:
  // Whether the next byte, `byte`, is meant literally: in quotes, a quote, or behind a backslash.
  bool cover(char byte);
  bool open() const { return quote_ != 0; }

 private:
  char quote_ = 0, before_ = ' ';
  bool escaped_ = false;
};

}  // namespace pipeline
