#include "ui/command.h"

#include <memory>
#include <optional>

#include <json-glib/json-glib.h>

namespace ui {
namespace {

using Result = std::variant<Command, Misread>;

struct Release {
  void operator()(JsonParser* parser) const { g_object_unref(parser); }
};

constexpr auto kKeys = "write a, d, h, q or c NAME (and Enter), or a JSON object with \"do\"";

std::string_view trim(std::string_view text) {
  constexpr auto kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<std::string> text_member(JsonObject* object, const char* key) {
  auto* node = json_object_get_member(object, key);
  if (node == nullptr || json_node_get_value_type(node) != G_TYPE_STRING) return {};
  return json_node_get_string(node);
}

Result mute(JsonObject* object) {
  const auto media = text_member(object, "media");
  auto* on = json_object_get_member(object, "on");
  const bool is_medium = media == "audio" || media == "video";
  if (!is_medium || on == nullptr || json_node_get_value_type(on) != G_TYPE_BOOLEAN)
    return Misread{R"(mute needs "media", audio or video, and "on", true or false)"};
  return Command{DoMute{media == "audio" ? DoMute::Media::Audio : DoMute::Media::Video,
                        json_node_get_boolean(on) != FALSE}};
}

Result call(const std::string& peer) {
  if (peer.empty()) return Misread{"whom to call? write the name behind it"};
  return Command{DoCall{peer}};
}

Result from_object(JsonObject* object) {
  const auto what = text_member(object, "do");
  if (!what) return Misread{R"(the object has no "do" with the name of a command)"};
  if (what == "call") return call(text_member(object, "peer").value_or(""));
  if (what == "accept") return Command{DoAccept{}};
  if (what == "decline") return Command{DoDecline{}};
  if (what == "hangup") return Command{DoHangUp{}};
  if (what == "mute") return mute(object);
  if (what == "renew") return Command{DoRenew{}};
  if (what == "print-pipeline") return Command{DoPrintPipeline{}};
  if (what == "quit") return Command{DoQuit{}};
  if (what == "chat" || what == "pipeline") return Misread{*what + " is not there yet"};
  return Misread{
      "the command is not known; there are call, accept, decline, hangup, mute, "
      "print-pipeline and quit"};
}

// json-glib 1.6 follows nesting without an end; a command has one level.
bool is_flat(std::string_view text) {
  return text.find_first_of("{[", 1) == std::string_view::npos;
}

Result from_json(std::string_view line) {
  const std::unique_ptr<JsonParser, Release> parser{json_parser_new()};
  if (!is_flat(line) || json_parser_load_from_data(parser.get(), line.data(),
                                                   static_cast<gssize>(line.size()), nullptr) == 0)
    return Misread{"that is not a JSON object of one level"};
  auto* root = json_parser_get_root(parser.get());
  if (root == nullptr || !JSON_NODE_HOLDS_OBJECT(root)) return Misread{"that is not a JSON object"};
  return from_object(json_node_get_object(root));
}

}  // namespace

Result read_command(std::string_view line) {
  const auto text = trim(line);
  if (text.empty()) return Misread{};
  if (text.size() > kLongestLine) return Misread{"the line is too long"};
  if (text.front() == '{') return from_json(text);
  if (text == "a") return Command{DoAccept{}};
  if (text == "d") return Command{DoDecline{}};
  if (text == "h") return Command{DoHangUp{}};
  if (text == "q") return Command{DoQuit{}};
  if (text == "c" || text.starts_with("c ")) return call(std::string{trim(text.substr(1))});
  return Misread{std::string{"that is no command; "} + kKeys};
}

}  // namespace ui
