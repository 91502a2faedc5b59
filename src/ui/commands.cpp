#include "ui/commands.h"

#include <array>
#include <cerrno>
#include <unistd.h>
#include <utility>

#include <glibmm/main.h>

namespace ui {
namespace {

constexpr unsigned kBackgroundCheck = 1;  // s

// Reading from the terminal in the background would stop the whole program.
bool is_in_background(int file) { return isatty(file) == 1 && tcgetpgrp(file) != getpgrp(); }

}  // namespace

Commands::Commands(int file, Events events) : file_{file}, events_{std::move(events)} { watch(); }

Commands::~Commands() { source_.disconnect(); }

void Commands::watch() {
  using Glib::IOCondition;
  source_ = Glib::signal_io().connect(
      [this](IOCondition) { return read(); }, file_,
      IOCondition::IO_IN | IOCondition::IO_HUP | IOCondition::IO_ERR | IOCondition::IO_NVAL);
}

// Whether to go on watching.
bool Commands::read() {
  if (is_in_background(file_)) {
    source_ = Glib::signal_timeout().connect_seconds(
        [this] {
          watch();
          return false;
        },
        kBackgroundCheck);
    return false;
  }
  std::array<char, kLongestLine> buffer{};
  const auto count = ::read(file_, buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  if (count == 0) return false;
  take({buffer.data(), static_cast<std::size_t>(count)});
  return true;
}

void Commands::take(std::string_view text) {
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    unfinished_ += text.substr(0, end);
    text.remove_prefix(end + 1);
    const auto line = std::exchange(unfinished_, {});
    if (!std::exchange(skipping_, false)) take_line(line);
  }
  if (skipping_) return;
  unfinished_ += text;
  if (unfinished_.size() <= kLongestLine) return;
  skipping_ = true;
  take_line(std::exchange(unfinished_, {}));
}

void Commands::take_line(std::string_view line) {
  const auto result = read_command(line);
  if (const auto* command = std::get_if<Command>(&result)) return events_.on_command(*command);
  const auto& why = std::get<Misread>(result).why;
  if (!why.empty()) events_.on_misread(why);
}

}  // namespace ui
