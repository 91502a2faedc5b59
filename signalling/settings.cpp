#include "signalling/settings.h"

#include <algorithm>
#include <array>
#include <iostream>

#include <glib.h>

#include "base/gobject.h"
#include "signalling/ice_server.h"
#include "signalling/web_files.h"

namespace gobject {
template <>
inline constexpr auto release<GOptionContext> =
    [](GOptionContext* it) { g_option_context_free(it); };
template <>
inline constexpr auto release<GKeyFile> = [](GKeyFile* file) { g_key_file_free(file); };
template <>
inline constexpr auto release<char*> = [](char** list) { g_strfreev(list); };
template <>
inline constexpr auto release<GError> = [](GError* error) { g_error_free(error); };
}  // namespace gobject

namespace signalling {
namespace {

using gobject::Ptr;

constexpr const char* kGroup = "p2pcall-signalling";

// The settings as text, from whichever place they come.
struct Words {
  std::vector<std::string> listen, stun, turn;
  std::string tls_certificate, tls_key;
};

void fail_if(GError* error, const std::string& what) {
  if (!error) return;
  const Ptr<GError> owned{error};
  throw WrongSettings{what + error->message};
}

std::vector<std::string> strings(char** list) {
  std::vector<std::string> values;
  for (; list && *list; ++list) values.emplace_back(*list);
  return values;
}

// What GOption fills in.
struct Given {
  Ptr<char*> listen, stun, turn;
  Ptr<char> tls_certificate, tls_key, config;
  bool version = false;
};

Given parse(int argc, char** argv) {
  char **listen = nullptr, **stun = nullptr, **turn = nullptr;
  char *certificate = nullptr, *key = nullptr, *config = nullptr;
  gboolean version = FALSE;
  const std::array<GOptionEntry, 8> entries{{
      {"listen", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &listen,
       "Where to listen, repeatable (default 127.0.0.1:8443)", "ADDRESS:PORT"},
      {"tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate,
       "Serve https and wss with this PEM certificate", "FILE"},
      {"tls-key", 0, 0, G_OPTION_ARG_FILENAME, &key, "The certificate's key", "FILE"},
      {"stun", 0, 0, G_OPTION_ARG_STRING_ARRAY, &stun,
       "STUN server for the clients, repeatable: stun:HOST:PORT", "URL"},
      {"turn", 0, 0, G_OPTION_ARG_STRING_ARRAY, &turn,
       "TURN server for the clients, repeatable: turn:USER:PASSWORD@HOST:PORT?transport=udp",
       "URL"},
      {"config", 0, 0, G_OPTION_ARG_FILENAME, &config,
       "Read these settings from [p2pcall-signalling] of FILE", "FILE"},
      {"version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version", nullptr},
      {},
  }};
  const Ptr<GOptionContext> context{g_option_context_new("- introduces peers to each other")};
  g_option_context_add_main_entries(context.get(), entries.data(), nullptr);
  GError* error = nullptr;
  g_option_context_parse(context.get(), &argc, &argv, &error);
  Given given{Ptr<char*>{listen}, Ptr<char*>{stun},  Ptr<char*>{turn}, Ptr<char>{certificate},
              Ptr<char>{key},     Ptr<char>{config}, version != FALSE};
  fail_if(error, "");
  if (argc > 1) throw WrongSettings{"there is nothing to do with '" + std::string{argv[1]} + "'"};
  return given;
}

std::string text(const Ptr<char>& value) { return value ? value.get() : ""; }

Words words(const Given& given) {
  return {strings(given.listen.get()), strings(given.stun.get()), strings(given.turn.get()),
          text(given.tls_certificate), text(given.tls_key)};
}

std::vector<std::string> list(GKeyFile* file, const char* key) {
  const Ptr<char*> values{g_key_file_get_string_list(file, kGroup, key, nullptr, nullptr)};
  return strings(values.get());
}

Words config_words(const std::string& name) {
  const Ptr<GKeyFile> file{g_key_file_new()};
  GError* error = nullptr;
  g_key_file_load_from_file(file.get(), name.c_str(), G_KEY_FILE_NONE, &error);
  fail_if(error, name + ": ");
  const Ptr<char*> keys{g_key_file_get_keys(file.get(), kGroup, nullptr, &error)};
  fail_if(error, name + ": ");
  constexpr std::array<std::string_view, 5> kKnown{"listen", "tls-certificate", "tls-key", "stun",
                                                   "turn"};
  for (const auto& key : strings(keys.get()))
    if (std::find(kKnown.begin(), kKnown.end(), key) == kKnown.end())
      throw WrongSettings{std::string{name}
                              .append(": unknown key ")
                              .append(key)
                              .append("; known: listen, tls-certificate, tls-key, stun, turn")};
  const auto value = [&](const char* key) {
    return text(Ptr<char>{g_key_file_get_string(file.get(), kGroup, key, nullptr)});
  };
  return {list(file.get(), "listen"), list(file.get(), "stun"), list(file.get(), "turn"),
          value("tls-certificate"), value("tls-key")};
}

// What the command line leaves open is the config file's.
Words merged(Words line, Words config) {
  if (line.listen.empty()) line.listen = std::move(config.listen);
  if (line.stun.empty()) line.stun = std::move(config.stun);
  if (line.turn.empty()) line.turn = std::move(config.turn);
  if (line.tls_certificate.empty() && line.tls_key.empty()) {
    line.tls_certificate = std::move(config.tls_certificate);
    line.tls_key = std::move(config.tls_key);
  }
  return line;
}

void add_ice_server(const std::string& url, const std::string& scheme, Server::Options& options) {
  const bool right_kind = url.starts_with(scheme + ":") || url.starts_with(scheme + "s:");
  auto server = right_kind ? ice_server(url) : std::nullopt;
  if (!server)
    throw WrongSettings{"--" + scheme + ": '" + url + "' is no such URL; write " +
                        (scheme == "stun" ? "stun:HOST:PORT"
                                          : "turn:USER:PASSWORD@HOST:PORT, with what is special in "
                                            "user and password percent-encoded")};
  options.ice_servers.push_back(std::move(*server));
}

Server::Options options(const Words& words) {
  if (words.tls_certificate.empty() != words.tls_key.empty())
    throw WrongSettings{"--tls-certificate and --tls-key belong together: one is missing"};
  Server::Options options;
  if (!words.listen.empty()) options.listen = words.listen;
  options.tls_certificate = words.tls_certificate;
  options.tls_key = words.tls_key;
  for (const auto& url : words.stun) add_ice_server(url, "stun", options);
  for (const auto& url : words.turn) add_ice_server(url, "turn", options);
  options.web_folder = web_folder();
  return options;
}

}  // namespace

std::optional<Server::Options> read_settings(int argc, char** argv) {
  const auto given = parse(argc, argv);
  if (given.version) {
    std::cout << "p2pcall-signalling " P2PCALL_VERSION "\n";
    return {};
  }
  const auto config = given.config ? config_words(given.config.get()) : Words{};
  return options(merged(words(given), config));
}

}  // namespace signalling
