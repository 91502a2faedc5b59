#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <glib.h>

#include "signalling/message.h"

// What the user asked for: command line and config file (CONTRACT §2).
namespace app {

// Wrong usage, config or pipeline file: exit 2.
class WrongUsage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Options {
  enum class Task { Call, ListDevices, ListPipelines, PrintPipeline, Help, Version };
  Task task = Task::Call;
  std::string text;    // what Help and Version print
  std::string peer;    // our name
  std::string call;    // whom to call; empty: nobody
  std::string server;  // ws(s) URL; empty: the default address, with a server of our own if need be
  bool auto_accept = false;
  unsigned timeout = 45;                         // s
  std::optional<double> duration;                // s after the first media
  std::string pipeline = "default";              // NAME or FILE
  std::map<std::string, std::string> fragments;  // section → launch text
  std::map<std::string, std::string> variables;
  std::string codec;  // upper case; empty: no preference
  bool video = true, audio = true;
  std::vector<signalling::IceServer> stun, turn;
  bool relay_only = false;
  std::string tls_ca;  // PEM file; empty: the system's certificates
  bool events = false;
  bool verbose = false;
  std::string token;
};

// Reads the command line and the config file; the command line wins. `extra` (GStreamer's own
// options; may be none) takes its part, and belongs to the callee. What is read is taken out of
// `argv`. Throws WrongUsage.
Options parse_options(int& argc, char**& argv, GOptionGroup* extra = nullptr);

}  // namespace app
