#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <json-glib/json-glib.h>

namespace signalling {

// Reads the fields of one JSON object. One that is missing or null keeps its default; one of a
// wrong type spoils the whole message, which is seen at the end by sound().
class Reader {
 public:
  explicit Reader(JsonObject* object) : object_{object} {}

  bool sound() const { return sound_; }
  void require(bool good) { sound_ = sound_ && good; }
  bool has(const char* name) const {
    auto* node = member(name);
    return node && !JSON_NODE_HOLDS_NULL(node);
  }
  bool names(const char* name) const { return member(name) != nullptr; }  // even as null
  bool is_text(const char* name) const { return has(name) && holds(member(name), G_TYPE_STRING); }

  std::string text(const char* name) {
    if (!has(name)) return {};
    require(is_text(name));
    return sound_ ? json_node_get_string(member(name)) : "";
  }
  std::optional<std::string> optional_text(const char* name) {
    if (!has(name)) return {};
    return text(name);
  }
  std::optional<std::uint64_t> number(const char* name, std::uint64_t most) {
    if (!has(name)) return {};
    const auto value = holds(member(name), G_TYPE_INT64) ? json_node_get_int(member(name)) : -1;
    require(value >= 0 && static_cast<std::uint64_t>(value) <= most);
    return static_cast<std::uint64_t>(value);
  }
  std::vector<std::string> list(const char* name) {
    std::vector<std::string> values;
    each(name, [&](JsonNode* element) {
      require(holds(element, G_TYPE_STRING));
      if (sound_) values.emplace_back(json_node_get_string(element));
    });
    return values;
  }
  // Reads the object in the field `name`, which must be there.
  template <class Read>
  void inside(const char* name, Read read) {
    require(has(name));
    if (sound_) inside(member(name), read);
  }
  template <class Read>
  void each_object(const char* name, Read read) {
    each(name, [&](JsonNode* element) { inside(element, read); });
  }

 private:
  static bool holds(JsonNode* node, GType type) {
    return JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type;
  }
  JsonNode* member(const char* name) const { return json_object_get_member(object_, name); }

  template <class Read>
  void inside(JsonNode* node, Read read) {
    require(JSON_NODE_HOLDS_OBJECT(node));
    if (!sound_) return;
    Reader fields{json_node_get_object(node)};
    read(fields);
    require(fields.sound());
  }
  template <class Visit>
  void each(const char* name, Visit visit) {
    if (!has(name)) return;
    require(JSON_NODE_HOLDS_ARRAY(member(name)));
    if (!sound_) return;
    auto* elements = json_node_get_array(member(name));
    for (guint i = 0; i < json_array_get_length(elements); ++i)
      visit(json_array_get_element(elements, i));
  }

  JsonObject* object_;
  bool sound_ = true;
};

}  // namespace signalling
