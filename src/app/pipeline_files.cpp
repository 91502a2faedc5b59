#include "app/pipeline_files.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include <glibmm/miscutils.h>

#include "app/options.h"
#include "base/program.h"

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargest = 1'048'576;
constexpr auto* kEnding = ".pipeline";

fs::path users_folder() { return fs::path{Glib::get_user_config_dir()} / "p2pcall" / "pipelines"; }

// Of the pipelines that came with the program.
std::vector<fs::path> own_folders() {
  if (runs_from(P2PCALL_BIN_DIR)) return {P2PCALL_PIPELINES};
  return {P2PCALL_SOURCE_PIPELINES, P2PCALL_PIPELINES};
}

std::vector<fs::path> folders() {
  auto list = own_folders();
  list.insert(list.begin(), users_folder());
  return list;
}

std::optional<fs::path> find_in(const std::vector<fs::path>& folders, const std::string& name) {
  std::error_code error;
  for (const auto& folder : folders)
    if (auto path = folder / (name + kEnding); fs::is_regular_file(path, error)) return path;
  return {};
}

std::optional<fs::path> find(const std::string& name) {
  std::error_code error;
  if (name.find('/') == std::string::npos)
    if (auto path = find_in(folders(), name)) return path;
  if (fs::is_regular_file(name, error)) return name;
  return {};
}

pipeline::Source read(const fs::path& path) {
  std::error_code error;
  if (fs::file_size(path, error) > kLargest)
    throw WrongUsage{path.string() + ": too long for a pipeline file"};
  std::ifstream file{path};
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw WrongUsage{path.string() + ": cannot be read"};
  return {path.filename(), text.str()};
}

}  // namespace

std::vector<pipeline::Source> pipeline_files(const std::string& name_or_path) {
  const auto path = find(name_or_path);
  if (!path)
    throw WrongUsage{"there is no pipeline file '" + name_or_path +
                     "'; known names: " + listed(pipeline_names())};
  std::vector<pipeline::Source> files{read(*path)};
  const auto users_default = find_in({users_folder()}, "default");
  if (users_default && users_default != path) files.push_back(read(*users_default));
  if (const auto own = find_in(own_folders(), "default")) files.push_back(read(*own));
  return files;
}

std::vector<std::string> pipeline_names() {
  std::set<std::string> names;
  std::error_code error;
  for (const auto& folder : folders())
    for (const auto& entry : fs::directory_iterator{folder, error})
      if (entry.path().extension() == kEnding) names.insert(entry.path().stem());
  return {names.begin(), names.end()};
}

}  // namespace app
