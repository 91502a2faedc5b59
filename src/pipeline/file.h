#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/text.h"

// A pipeline file taken apart, nothing put in yet.
namespace pipeline {

struct Body {
  std::string section;  // "video-sink", "encode VP8"
  Place start;
  Text text;  // without comments, quotes closed in each line
};

struct File {
  std::string name;
  std::map<std::string, std::string> variables;
  std::vector<Body> bodies;  // in the file's order

  const Body* find(const std::string& section) const;
};

// Throws Problem.
File take_apart(const Source& source);

}  // namespace pipeline
