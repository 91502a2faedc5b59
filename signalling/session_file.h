#pragma once

#include <string>

namespace signalling {

// Where a session's secret outlives the program: one file for each server and peer, readable by its
// owner only. It is locked while the program lives, so that a second one of the same name leaves
// it alone: without the lock nothing is read or kept.
class SessionFile {
 public:
  SessionFile(const std::string& folder, const std::string& server, const std::string& peer);
  ~SessionFile();
  SessionFile(const SessionFile&) = delete;
  SessionFile& operator=(const SessionFile&) = delete;

  const std::string& secret() const { return secret_; }
  // Keeps `secret`; an empty one forgets.
  void keep(const std::string& secret);

 private:
  void open(const std::string& path);

  int file_ = -1;
  std::string secret_;
};

}  // namespace signalling
