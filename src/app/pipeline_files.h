#pragma once

#include <string>
#include <vector>

#include "pipeline/pipeline.h"

// Where pipeline files are found: the user's own before the installed ones; and for a program that
// runs from its build folder, the source tree's before the installed ones (CONTRACT §2).
namespace app {

// The file that NAME|FILE means, and those that have what it leaves out: the user's own default if
// there is one, and the one that came with the program. A name without a slash is looked up, and
// read as a path when there is none of that name. Throws WrongUsage, which lists the names there
// are.
std::vector<pipeline::Source> pipeline_files(const std::string& name_or_path);

// The names that can be given, sorted.
std::vector<std::string> pipeline_names();

}  // namespace app
