#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

#include "ui/command.h"

// What a line on standard input may hold. Why it is no command is one sentence on one line, without
// the line's own text.
// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view line{reinterpret_cast<const char*>(bytes), size};
  const auto result = ui::read_command(line);
  if (const auto* misread = std::get_if<ui::Misread>(&result))
    if (misread->why.find('\n') != std::string::npos || misread->why.size() > 200) std::abort();
  if (const auto* command = std::get_if<ui::Command>(&result))
    if (const auto* call = std::get_if<ui::DoCall>(command))
      if (call->peer.empty() || call->peer.size() > ui::kLongestLine) std::abort();
  return 0;
}
