#pragma once

#include <map>
#include <string>

#include "pipeline/text.h"

// Putting values into launch text.
namespace pipeline {

using Variables = std::map<std::string, std::string>;

// Why `value` cannot be a variable's, empty when it can.
std::string misfit(const std::string& value);

// The end of a sentence about an unknown name: "known: bitrate, device".
std::string known_names(const Variables& variables);

// `body` on one line, each ${name} replaced by its value, quoted for GStreamer's parser.
// Throws Problem, with `origin` as the text's name.
Text fill(const std::string& origin, Piece body, const Variables& variables);

// `text` with bare caps at either end turned into a capsfilter. Throws Problem when there is
// nothing on one side of a `!`.
Text close_ends(const std::string& origin, Piece text);

}  // namespace pipeline
