#pragma once

#include <filesystem>
#include <string>
#include <vector>

// Whether this program runs from `folder`, where it is installed, and not from a build folder, with
// the source tree beside it.
inline bool runs_from(const std::filesystem::path& folder) {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return !error && program.parent_path() == folder;
}

// "a, b, c"; "none" when there is none.
inline std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}
