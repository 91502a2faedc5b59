#include "app/option_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>

#include "app/address.h"
#include "signalling/message.h"

namespace app {
namespace {

using Place = Option::Place;
using Task = Options::Task;

[[noreturn]] void refuse(const std::string& option, const std::string& value, const char* want) {
  throw WrongUsage{"--" + option + ": '" + value + "' will not do; " + want};
}

void check_name(const char* option, const std::string& name) {
  if (!signalling::is_peer_name(name))
    refuse(option, name, "a name is 1 to 64 of A-Z a-z 0-9 . _ -");
}

// The whole of `text` as a number, or nothing.
template <class Number>
std::optional<Number> number(const std::string& text) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || rest != end) return {};
  return value;
}

void take_timeout(Options& options, const std::string& value) {
  constexpr unsigned kDay = 86400;
  const auto seconds = number<unsigned>(value);
  if (!seconds || *seconds < 1 || *seconds > kDay)
    refuse("timeout", value, "write whole seconds from 1 to 86400");
  options.timeout = *seconds;
}

void take_duration(Options& options, const std::string& value) {
  constexpr double kYear = 366 * 86400.0;
  const auto seconds = number<double>(value);
  if (!seconds || !std::isfinite(*seconds) || *seconds <= 0 || *seconds > kYear)
    refuse("duration", value, "write seconds, more than 0 and at most a year");
  options.duration = seconds;
}

void take_certificates(Options& options, const std::string& value) {
  if (!std::ifstream{value}) refuse("tls-ca", value, "that file cannot be read");
  options.tls_ca = value;
}

void take_variable(Options& options, const std::string& value) {
  const auto equals = value.find('=');
  if (equals == std::string::npos || equals == 0) refuse("set", value, "write VARIABLE=VALUE");
  options.variables[value.substr(0, equals)] = value.substr(equals + 1);
}

void take_codec(Options& options, const std::string& value) {
  std::string codec = value;
  for (auto& letter : codec)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  const bool plain = std::ranges::all_of(
      codec, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  if (codec.empty() || !plain) refuse("codec", value, "write a codec's name, such as VP8 or H264");
  options.codec = codec;
}

void take_pipeline(Options& options, const std::string& value) {
  if (value.empty()) refuse("pipeline", value, "write a name of --list-pipelines or a file");
  options.pipeline = value;
}

[[noreturn]] void not_there_yet(const std::string& what) {
  throw WrongUsage{what + " is not there yet; this version makes and takes calls only"};
}

constexpr auto kFragment = "FRAGMENT";

const auto kTable = std::to_array<Option>({
    {"peer", 'p', "NAME", "The name others call: 1 to 64 of A-Z a-z 0-9 . _ -", Place::Both, false,
     [](Options& o, const std::string& v) { check_name("peer", v), o.peer = v; }},
    {"call", 'c', "PEER", "Call PEER; if it is not online yet, wait for it", Place::Both, false,
     [](Options& o, const std::string& v) { check_name("call", v), o.call = v; }},
    {"server", 's', "URL", "Signalling server, ws://… or wss://… (default: one on this machine)",
     Place::Both, false, [](Options& o, const std::string& v) { o.server = server_address(v); }},
    {"auto-accept", 'a', nullptr, "Answer every incoming call at once", Place::Both, false,
     [](Options& o, const std::string& v) { o.auto_accept = v == "true"; }},
    {"timeout", 0, "SECONDS", "Wait so long for PEER, then as long for an answer (default 45)",
     Place::Both, false, take_timeout},
    {"duration", 0, "SECONDS", "Hang up that long after the first media", Place::Both, false,
     take_duration},
    {"pipeline", 'P', "NAME|FILE", "Which pipeline file (default: default)", Place::Both, false,
     take_pipeline},
    {"video-source", 0, kFragment, "Where our picture comes from, as gst-launch text", Place::Both,
     false, [](Options& o, const std::string& v) { o.fragments["video-source"] = v; }},
    {"audio-source", 0, kFragment, "Where our sound comes from", Place::Both, false,
     [](Options& o, const std::string& v) { o.fragments["audio-source"] = v; }},
    {"video-sink", 0, kFragment, "Where the peer's picture goes", Place::Both, false,
     [](Options& o, const std::string& v) { o.fragments["video-sink"] = v; }},
    {"audio-sink", 0, kFragment, "Where the peer's sound goes", Place::Both, false,
     [](Options& o, const std::string& v) { o.fragments["audio-sink"] = v; }},
    {"self-view", 0, kFragment, "Where our own picture is shown; empty: nowhere", Place::Both,
     false, [](Options& o, const std::string& v) { o.fragments["self-view"] = v; }},
    {"set", 0, "VARIABLE=VALUE", "Set a variable of the pipeline file", Place::Both, true,
     take_variable},
    {"codec", 0, "NAME", "The video codec to prefer: VP8, VP9, H264", Place::Both, false,
     take_codec},
    {"no-video", 0, nullptr, "Leave video out", Place::Both, false,
     [](Options& o, const std::string& v) { o.video = v != "true"; }},
    {"no-audio", 0, nullptr, "Leave audio out", Place::Both, false,
     [](Options& o, const std::string& v) { o.audio = v != "true"; }},
    {"list-devices", 0, nullptr, "List cameras, microphones and speakers", Place::CommandLine,
     false, [](Options& o, const std::string&) { o.task = Task::ListDevices; }},
    {"list-pipelines", 0, nullptr, "List the pipeline files that are found", Place::CommandLine,
     false, [](Options& o, const std::string&) { o.task = Task::ListPipelines; }},
    {"print-pipeline", 0, nullptr, "Print the pipeline as text for gst-launch-1.0",
     Place::CommandLine, false,
     [](Options& o, const std::string&) { o.task = Task::PrintPipeline; }},
    {"stun", 0, "URL", "A STUN server; of several, and the server's, the first is asked",
     Place::Both, true, [](Options& o, const std::string& v) { o.stun.push_back(stun_server(v)); }},
    {"turn", 0, "URL", "A TURN relay besides the signalling server's", Place::Both, true,
     [](Options& o, const std::string& v) { o.turn.push_back(turn_server(v)); }},
    {"relay-only", 0, nullptr, "Send media through TURN relays only", Place::Both, false,
     [](Options& o, const std::string& v) { o.relay_only = v == "true"; }},
    {"token", 0, "TOKEN", "What the server asks of us; better kept in the config file", Place::Both,
     false, [](Options& o, const std::string& v) { o.token = v; }},
    {"tls-ca", 0, "FILE", "Certificates (PEM) to trust for wss://, in place of the system's",
     Place::Both, false, take_certificates},
    {"events", 0, nullptr, "Print one JSON object a line on standard output", Place::Both, false,
     [](Options& o, const std::string& v) { o.events = v == "true"; }},
    {"config", 0, "FILE", "Read this config file instead of the user's", Place::CommandLine, false,
     [](Options&, const std::string&) {}},
    {"verbose", 'v', nullptr, "Say more about what happens", Place::Both, false,
     [](Options& o, const std::string& v) { o.verbose = v == "true"; }},
    {"version", 0, nullptr, "Print the version", Place::CommandLine, false,
     [](Options& o, const std::string&) { o.task = Task::Version; }},
    {"help", 'h', nullptr, "Print this", Place::CommandLine, false,
     [](Options& o, const std::string&) { o.task = Task::Help; }},
    {"record", 0, "FILE", nullptr, Place::Both, false,
     [](Options&, const std::string&) { not_there_yet("--record"); }},
    {"report", 0, "FILE", nullptr, Place::Both, false,
     [](Options&, const std::string&) { not_there_yet("--report"); }},
    {"dump-dot", 0, "DIR", nullptr, Place::Both, false,
     [](Options&, const std::string&) { not_there_yet("--dump-dot"); }},
});

}  // namespace

std::span<const Option> option_table() { return kTable; }

const Option* find_option(std::string_view name) {
  const auto* found = std::ranges::find(kTable, name, [](const Option& it) { return it.name; });
  return found == kTable.end() ? nullptr : found;
}

}  // namespace app
