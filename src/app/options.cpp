#include "app/options.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include <glib.h>

#include "app/config_file.h"
#include "app/option_table.h"

namespace app {
namespace {

struct Free {
  void operator()(GOptionContext* context) const { g_option_context_free(context); }
  void operator()(GError* error) const { g_error_free(error); }
  void operator()(char* text) const { g_free(text); }
};

// What the command line says, in its order.
using Choices = std::vector<std::pair<const Option*, std::string>>;

// `written` is --name or -letter.
const Option* as_written(std::string_view written) {
  if (written.starts_with("--")) return find_option(written.substr(2));
  const auto table = option_table();
  const auto found = std::ranges::find(table, written.at(1), &Option::letter);
  return found == table.end() ? nullptr : &*found;
}

gboolean note(const char* written, const char* value, gpointer choices, GError** /*error*/) {
  const auto* option = as_written(written);
  if (option == nullptr) return FALSE;
  static_cast<Choices*>(choices)->emplace_back(option, value == nullptr ? "true" : value);
  return TRUE;
}

GOptionEntry entry(const Option& option) {
  int flags = option.argument == nullptr ? G_OPTION_FLAG_NO_ARG : G_OPTION_FLAG_FILENAME;
  if (option.help == nullptr) flags |= G_OPTION_FLAG_HIDDEN;
  return {
      option.name, option.letter,  flags, G_OPTION_ARG_CALLBACK, reinterpret_cast<gpointer>(note),
      option.help, option.argument};
}

constexpr auto kWhatItIs = "Calls somebody, with picture and sound, from a terminal.";
constexpr auto kWhatElse =
    "Two terminals make a call:  p2pcall --peer A    and    p2pcall --peer B --call A\n"
    "The config file has the same names as keys; see the man page p2pcall(1).";

// GOption and the notes that it takes while it parses.
class CommandLine {
 public:
  explicit CommandLine(GOptionGroup* extra)
      : context_{g_option_context_new("--peer NAME [--call PEER]")} {
    auto* group = g_option_group_new("p2pcall", "", "", &choices_, nullptr);
    std::vector<GOptionEntry> entries;
    for (const auto& option : option_table()) entries.push_back(entry(option));
    entries.emplace_back();
    g_option_group_add_entries(group, entries.data());
    g_option_context_set_main_group(context_.get(), group);
    if (extra != nullptr) g_option_context_add_group(context_.get(), extra);
    g_option_context_set_help_enabled(context_.get(), FALSE);
    g_option_context_set_summary(context_.get(), kWhatItIs);
    g_option_context_set_description(context_.get(), kWhatElse);
  }
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  const Choices& parse(int& argc, char**& argv) {
    GError* raw = nullptr;
    if (g_option_context_parse(context_.get(), &argc, &argv, &raw) != 0) return choices_;
    const std::unique_ptr<GError, Free> error{raw};
    throw WrongUsage{std::string{error->message} + "; see p2pcall --help"};
  }
  std::string help() const {
    const std::unique_ptr<char, Free> text{
        g_option_context_get_help(context_.get(), FALSE, nullptr)};
    return text.get();
  }

 private:
  Choices choices_;
  std::unique_ptr<GOptionContext, Free> context_;
};

void refuse_more_words(int argc, char** argv) {
  if (argc < 2) return;
  const std::string word = argv[1];
  if (word == "doctor") throw WrongUsage{"doctor is not there yet"};
  if (word.find("://") != std::string::npos)
    throw WrongUsage{"links are not there yet; use --peer NAME --call PEER --server URL"};
  throw WrongUsage{"'" + word + "' is one word too many; to call somebody: --call PEER"};
}

void take_config_file(Options& options, const Choices& choices) {
  std::set<std::string> chosen;
  std::optional<std::string> file;
  for (const auto& [option, value] : choices) {
    // What is set with --set adds to the file's; anything else takes its place.
    if (option->take != find_option("set")->take) chosen.insert(option->name);
    if (option == find_option("config")) file = value;
  }
  take_config(options, file, chosen);
}

void check(const Options& options) {
  if (options.task != Options::Task::Call) return;
  if (options.peer.empty())
    throw WrongUsage{
        "--peer NAME is needed, the name others call you by; for example p2pcall --peer A"};
  if (options.call == options.peer)
    throw WrongUsage{"--call " + options.call + " is your own name; call somebody else"};
}

void check_media(const Options& options) {
  if (!options.video && !options.audio)
    throw WrongUsage{"--no-video and --no-audio together leave nothing of a call; drop one"};
}

}  // namespace

Options parse_options(int& argc, char**& argv, GOptionGroup* extra) {
  CommandLine line{extra};
  const auto& choices = line.parse(argc, argv);
  Options options;
  for (const auto& [option, value] : choices) option->take(options, value);
  if (options.task == Options::Task::Help) options.text = line.help();
  if (options.task == Options::Task::Version) options.text = "p2pcall " P2PCALL_VERSION "\n";
  if (!options.text.empty()) return options;

  refuse_more_words(argc, argv);
  options = {};
  take_config_file(options, choices);
  for (const auto& [option, value] : choices) option->take(options, value);
  check(options);
  check_media(options);
  return options;
}

}  // namespace app
