#include "signalling/session_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib.h>

namespace signalling {
namespace {

std::string as_file_name(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](unsigned char c) { return std::isalnum(c) == 0 && c != '.' && c != '-' && c != '@'; },
      '_');
  return text;
}

}  // namespace

SessionFile::SessionFile(const std::string& folder, const std::string& server,
                         const std::string& peer) {
  if (folder.empty()) return;
  const auto scheme = server.find("://");
  const auto place = scheme == std::string::npos ? server : server.substr(scheme + 3);
  if (g_mkdir_with_parents(folder.c_str(), 0700) == 0)
    open(folder + "/" + as_file_name(peer + "@" + place) + ".session");
  if (file_ < 0) g_message("the session will not outlive this program: its file cannot be used");
}

SessionFile::~SessionFile() {
  if (file_ >= 0) close(file_);
}

void SessionFile::open(const std::string& path) {
  constexpr auto kFlags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
  file_ = ::open(path.c_str(), kFlags, 0600);
  if (file_ < 0) return;
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
    close(file_);
    file_ = -1;
    return;
  }
  std::array<char, 128> text{};
  const auto size = read(file_, text.data(), text.size());
  if (size > 0) secret_.assign(text.data(), static_cast<std::size_t>(size));
}

void SessionFile::keep(const std::string& secret) {
  secret_ = secret;
  if (file_ < 0) return;
  const bool kept = ftruncate(file_, 0) == 0 && pwrite(file_, secret.data(), secret.size(), 0) ==
                                                    static_cast<ssize_t>(secret.size());
  if (!kept) g_message("the session's file cannot be written");
}

}  // namespace signalling
