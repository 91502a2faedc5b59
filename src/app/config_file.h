#pragma once

#include <optional>
#include <set>
#include <string>

#include "app/options.h"

namespace app {

// Takes the options of `file`; without one, of the user's own config file if there is any. Keys
// in `chosen` are left out: the command line has them. Throws WrongUsage, with file and key.
void take_config(Options& options, const std::optional<std::string>& file,
                 const std::set<std::string>& chosen);

}  // namespace app
