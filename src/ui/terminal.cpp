#include "ui/terminal.h"

#include <iostream>

namespace ui {
namespace {

// The page that calls us, on the server at ws(s)://HOST:PORT/ws.
std::string guest_link(const Registered& it) {
  auto address = it.server.substr(0, it.server.rfind('/'));
  return "http" + address.substr(2) + "/#" + it.peer;
}

std::string say(const Registered& it) {
  return "You are " + it.peer + " at " + it.server + "; in a browser, " + guest_link(it) +
         " calls you. Call somebody with c NAME, leave with q (and Enter).";
}
std::string say(const Online& it) { return it.peer + " is online."; }
std::string say(const Offline& it) { return it.peer + " is offline."; }
std::string say(const Waiting& it) {
  return it.peer + " is not online yet. Waiting; give up with h (and Enter).";
}
std::string say(const Incoming& it) {
  return it.from + " is calling. Answer with a, decline with d (and Enter).";
}
std::string say(const Ringing& it) {
  return "It rings at " + it.peer + ". Give up with h (and Enter).";
}
std::string say(const Accepted& it) { return "Connecting with " + it.peer + "."; }
std::string say(const Connected& it) {
  return "In a call with " + it.peer + ". Hang up with h (and Enter).";
}
std::string say(const FirstFrame& it) {
  return it.media == "video" ? "The picture is there." : "The sound is there.";
}
std::string say(const Stats&) { return {}; }
std::string say(const Muted& it) {
  const std::string what = it.media == "video" ? "camera" : "microphone";
  return it.by + " turned the " + what + (it.on ? " off." : " on again.");
}
std::string say(const Ended& it) {
  return "The call with " + it.peer + " has ended (" + it.reason + ").";
}
std::string say(const Warning& it) { return it.text; }
std::string say(const Error& it) { return it.text; }
std::string say(const Pipeline&) { return {}; }

// Text from the wire, a file or a device must not steer the terminal, nor make lines of its own.
std::string tamed(std::string text) {
  constexpr unsigned char kDelete = 127;
  for (auto& letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < ' ' || byte == kDelete) letter = ' ';
  }
  return text;
}

}  // namespace

std::string sentence(const Event& event) {
  return tamed(std::visit([](const auto& it) { return say(it); }, event));
}

void Terminal::tell(const Event& event) {
  const auto text = sentence(event);
  if (!text.empty()) std::cerr << "p2pcall: " + text + "\n" << std::flush;
}

}  // namespace ui
