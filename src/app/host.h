#pragma once

#include <memory>
#include <vector>

#include <sigc++/connection.h>

#include "signalling/server.h"

namespace app {

// The signalling server that the first program on a machine runs for itself and for the others.
// Whoever can listen on the default address is the host; when the host goes, each of the others
// tries to become it, and the address decides. Main thread only.
class Host {
 public:
  // `ice_servers` are handed out to everybody.
  explicit Host(std::vector<signalling::IceServer> ice_servers);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // Becomes the host unless there is one.
  void try_now();
  // The server is gone or was not reached: try until found().
  void seek();
  void found();

  static const char* url();  // of the default address, for clients

 private:
  const std::vector<signalling::IceServer> ice_servers_;
  std::unique_ptr<signalling::Server> server_;
  sigc::connection retry_;
};

}  // namespace app
