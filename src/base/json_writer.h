#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <json-glib/json-glib.h>

#include "base/gobject.h"

namespace gobject {
template <>
inline constexpr auto release<JsonNode> = [](JsonNode* node) { json_node_unref(node); };
}  // namespace gobject

// Writes one JSON object on one line, member by member. What is not UTF-8 becomes so, what is not a
// finite number is left out.
class JsonWriter {
 public:
  JsonWriter() { json_builder_begin_object(builder_.get()); }

  JsonWriter& add(const char* name, std::string_view text) {
    member(name);
    return add(text);
  }
  JsonWriter& add(const char* name, bool value) {
    json_builder_add_boolean_value(member(name), value ? TRUE : FALSE);
    return *this;
  }
  JsonWriter& add(const char* name, std::uint64_t value) {
    json_builder_add_int_value(member(name), static_cast<gint64>(value));
    return *this;
  }
  JsonWriter& add(const char* name, unsigned value) { return add(name, std::uint64_t{value}); }
  JsonWriter& add(const char* name, double value) {
    constexpr double kStep = 1000;  // more would be noise
    if (std::isfinite(value))
      json_builder_add_double_value(member(name), std::round(value * kStep) / kStep);
    return *this;
  }
  // Else these would be taken for bool.
  JsonWriter& add(const char* name, const char* text) { return add(name, std::string_view{text}); }
  JsonWriter& add(const char* name, const std::string& text) {
    return add(name, std::string_view{text});
  }
  template <class T>
  JsonWriter& add(const char* name, const std::optional<T>& value) {
    return value ? add(name, *value) : *this;
  }
  JsonWriter& add(const char* name, const std::vector<std::string>& texts) {
    open_list(name);
    for (const auto& text : texts) add(std::string_view{text});
    return close_list();
  }
  // Leaves out what is empty.
  template <class T>
  JsonWriter& add_any(const char* name, const T& value) {
    return value.empty() ? *this : add(name, value);
  }
  JsonWriter& null(const char* name) {
    json_builder_add_null_value(member(name));
    return *this;
  }

  // Within a list, an object has no name.
  JsonWriter& open(const char* name = nullptr) {
    json_builder_begin_object(name ? member(name) : builder_.get());
    return *this;
  }
  JsonWriter& close() {
    json_builder_end_object(builder_.get());
    return *this;
  }
  JsonWriter& open_list(const char* name) {
    json_builder_begin_array(member(name));
    return *this;
  }
  JsonWriter& close_list() {
    json_builder_end_array(builder_.get());
    return *this;
  }

  // The whole. Nothing can be added after it.
  std::string text() {
    close();
    const gobject::Ptr<JsonNode> root{json_builder_get_root(builder_.get())};
    const gobject::Ptr<char> text{json_to_string(root.get(), FALSE)};
    return text.get();
  }

 private:
  JsonBuilder* member(const char* name) {
    return json_builder_set_member_name(builder_.get(), name);
  }
  JsonWriter& add(std::string_view text) {
    const gobject::Ptr<char> valid{
        g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()))};
    json_builder_add_string_value(builder_.get(), valid.get());
    return *this;
  }

  gobject::Ptr<JsonBuilder> builder_{json_builder_new()};
};
