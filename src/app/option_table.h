#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/options.h"

namespace app {

// One option: how it is written, what help says, and what it does. The command line, the config
// file and the help all read the same table.
struct Option {
  enum class Place { Both, CommandLine };
  const char* name;      // without the dashes; also the key in the config file
  char letter;           // 0: none
  const char* argument;  // what help calls it; nullptr: a switch
  const char* help;      // nullptr: not shown
  Place place;
  bool repeatable;
  // Throws WrongUsage. A switch gets "true".
  void (*take)(Options& options, const std::string& value);
};

std::span<const Option> option_table();

// nullptr when there is none of that name.
const Option* find_option(std::string_view name);

}  // namespace app
