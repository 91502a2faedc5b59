#pragma once

#include <functional>
#include <string>

#include <sigc++/connection.h>

#include "ui/command.h"

namespace ui {

// Reads commands from a file descriptor, on the main loop, without ever waiting for them. The end
// of the input ends nothing else.
class Commands {
 public:
  struct Events {
    std::function<void(const Command&)> on_command;
    std::function<void(const std::string&)> on_misread;  // one sentence
  };

  Commands(int file, Events events);
  ~Commands();
  Commands(const Commands&) = delete;
  Commands& operator=(const Commands&) = delete;

  // Takes what came in, whole lines or not.
  void take(std::string_view text);

 private:
  void watch();
  bool read();
  void take_line(std::string_view line);

  int file_;
  Events events_;
  std::string unfinished_;
  bool skipping_ = false;  // the rest of a line that is too long
  sigc::connection source_;
};

}  // namespace ui
