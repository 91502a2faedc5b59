#include "app/config_file.h"

#include <filesystem>

#include <glibmm/keyfile.h>
#include <glibmm/miscutils.h>

#include "app/option_table.h"

namespace app {
namespace {

constexpr auto kSection = "p2pcall";

std::string usual_file() {
  return Glib::build_filename(Glib::get_user_config_dir(), "p2pcall", "p2pcall.conf");
}

void take_key(Options& options, Glib::KeyFile& keys, const Option& option) {
  if (option.argument == nullptr) {
    option.take(options, keys.get_boolean(kSection, option.name) ? "true" : "false");
  } else if (!option.repeatable) {
    option.take(options, keys.get_string(kSection, option.name));
  } else {
    for (const auto& value : keys.get_string_list(kSection, option.name))
      option.take(options, value);
  }
}

void take_section(Options& options, Glib::KeyFile& keys, const std::set<std::string>& chosen) {
  for (const auto& key : keys.get_keys(kSection)) {
    const auto* option = find_option(key.raw());
    if (option == nullptr || option->place != Option::Place::Both)
      throw WrongUsage{"the key '" + key.raw() + "' is not known; keys are named as the options"};
    if (chosen.contains(key.raw())) continue;
    try {
      take_key(options, keys, *option);
    } catch (const Glib::Error& error) {
      throw WrongUsage{"the key '" + key.raw() + "': " + error.what()};
    }
  }
}

}  // namespace

void take_config(Options& options, const std::optional<std::string>& file,
                 const std::set<std::string>& chosen) {
  const auto path = file.value_or(usual_file());
  std::error_code ignored;
  if (!file && !std::filesystem::exists(path, ignored)) return;
  try {
    const auto keys = Glib::KeyFile::create();
    keys->load_from_file(path);
    for (const auto& section : keys->get_groups())
      if (section != kSection)
        throw WrongUsage{"the section [" + section.raw() + "] is not known; there is [p2pcall]"};
    if (keys->has_group(kSection)) take_section(options, *keys, chosen);
  } catch (const Glib::Error& error) {
    throw WrongUsage{path + ": " + error.what()};
  } catch (const WrongUsage& wrong) {
    throw WrongUsage{path + ": " + wrong.what()};
  }
}

}  // namespace app
