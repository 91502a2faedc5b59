#include "sdp/lines.h"

#include <algorithm>
#include <charconv>

namespace sdp {

std::vector<std::string_view> Block::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& line : lines)
    if (auto value = attribute(line, name)) values.push_back(*value);
  return values;
}

std::optional<std::string_view> Block::first(std::string_view name) const {
  for (const auto& line : lines)
    if (auto value = attribute(line, name)) return value;
  return {};
}

Blocks split(std::string_view text) {
  Blocks blocks;
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("m=")) blocks.media.emplace_back();
    auto& block = blocks.media.empty() ? blocks.session : blocks.media.back();
    block.lines.emplace_back(line);
  }
  return blocks;
}

std::string join(const Blocks& blocks) {
  std::string text;
  auto add = [&](const Block& block) {
    for (const auto& line : block.lines) text.append(line).append("\r\n");
  };
  add(blocks.session);
  std::for_each(blocks.media.begin(), blocks.media.end(), add);
  return text;
}

std::optional<std::string_view> attribute(std::string_view line, std::string_view name) {
  if (!line.starts_with("a=") || !line.substr(2).starts_with(name)) return {};
  auto rest = line.substr(2 + name.size());
  if (rest.empty()) return rest;
  if (rest[0] != ':') return {};
  return rest.substr(1);
}

std::vector<std::string_view> parts(std::string_view text, char separator) {
  std::vector<std::string_view> found;
  for (;;) {
    auto end = text.find(separator);
    found.push_back(text.substr(0, end));
    if (end == text.npos) return found;
    text.remove_prefix(end + 1);
  }
}

std::optional<unsigned> number(std::string_view text, unsigned most) {
  unsigned value = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || value > most) return {};
  return value;
}

std::string upper(std::string_view text) {
  std::string result{text};
  for (char& byte : result)
    if (byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 'a' + 'A');
  return result;
}

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& byte : result)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
  return result;
}

std::optional<MediaLine> media_line(const Block& medium) {
  if (medium.lines.empty() || !medium.lines[0].starts_with("m=")) return {};
  auto words = parts(std::string_view{medium.lines[0]}.substr(2), ' ');
  if (words.size() < 4 || std::count(words.begin(), words.end(), "") > 0) return {};
  auto port = number(words[1], 65535);
  if (!port) return {};
  return MediaLine{.kind = words[0],
                   .port = *port,
                   .protocol = words[2],
                   .formats = {words.begin() + 3, words.end()}};
}

bool is_rejected(const Block& medium, const MediaLine& line) {
  return line.port == 0 && !medium.has("bundle-only");
}

}  // namespace sdp
