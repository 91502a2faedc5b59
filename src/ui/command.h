#pragma once

#include <string>
#include <string_view>
#include <variant>

// What people and scripts can ask for, line by line (CONTRACT §3 and §5).
namespace ui {

struct DoCall {
  std::string peer;
  bool operator==(const DoCall&) const = default;
};
struct DoAccept {
  bool operator==(const DoAccept&) const = default;
};
struct DoDecline {
  bool operator==(const DoDecline&) const = default;
};
struct DoHangUp {
  bool operator==(const DoHangUp&) const = default;
};
struct DoMute {
  enum class Media { Audio, Video };
  Media media = Media::Audio;
  bool on = true;
  bool operator==(const DoMute&) const = default;
};
struct DoRenew {  // the next generation of the connection; for tests
  bool operator==(const DoRenew&) const = default;
};
struct DoPrintPipeline {
  bool operator==(const DoPrintPipeline&) const = default;
};
struct DoQuit {
  bool operator==(const DoQuit&) const = default;
};
using Command =
    std::variant<DoCall, DoAccept, DoDecline, DoHangUp, DoMute, DoRenew, DoPrintPipeline, DoQuit>;

// Why a line is no command: one sentence.
struct Misread {
  std::string why;
  bool operator==(const Misread&) const = default;
};

// The longest line, in bytes.
inline constexpr std::size_t kLongestLine = 4096;

// Reads {"do":"call","peer":"B"} and the like, or a key: a, d, h, q, c NAME. Misread{} with an
// empty sentence for a line of nothing but blanks.
std::variant<Command, Misread> read_command(std::string_view line);

}  // namespace ui
