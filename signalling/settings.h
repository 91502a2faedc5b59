#pragma once

#include <optional>
#include <stdexcept>

#include "signalling/server.h"

namespace signalling {

// Wrong usage or a wrong config file: exit 2 with this sentence.
class WrongSettings : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What p2pcall-signalling was told on its command line and in its config file; the command line
// wins. Empty when it was asked for --help or --version, which are printed.
std::optional<Server::Options> read_settings(int argc, char** argv);

}  // namespace signalling
