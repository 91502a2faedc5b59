#include "signalling/web_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/program.h"

namespace signalling {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxFile = std::uintmax_t{4} << 20;

std::string type_of(const fs::path& name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
  }};
  const auto extension = name.extension().string();
  const auto* found = std::find_if(kTypes.begin(), kTypes.end(),
                                   [&](const auto& known) { return known.first == extension; });
  return found == kTypes.end() ? "" : std::string{found->second};
}

// Plain names only: nothing hidden, no "..", no escapes.
bool is_plain(std::string_view path) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
  return path.find_first_not_of(kAllowed) == std::string_view::npos &&
         path.find("/.") == std::string_view::npos && path.find("//") == std::string_view::npos;
}

}  // namespace

std::optional<WebFile> web_file(const std::string& folder, const std::string& path) {
  if (folder.empty() || !path.starts_with('/') || !is_plain(path)) return {};
  const auto name = path == "/" ? std::string{"index.html"} : path.substr(1);
  auto type = type_of(name);
  std::error_code error;
  const auto file = fs::path{folder} / name;
  if (type.empty() || !fs::is_regular_file(file, error) || fs::file_size(file, error) > kMaxFile)
    return {};
  std::ifstream in{file, std::ios::binary};
  if (!in) return {};
  return WebFile{std::move(type), {std::istreambuf_iterator<char>{in}, {}}};
}

std::string web_folder() {
  std::error_code error;
  if (!runs_from(P2PCALL_BIN_DIR) && fs::is_directory(P2PCALL_SOURCE_WEB_DIR, error))
    return P2PCALL_SOURCE_WEB_DIR;
  return P2PCALL_WEB_DIR;
}

}  // namespace signalling
