#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "base/stats.h"

// What people and scripts are told of (CONTRACT §3).
namespace ui {

using Milliseconds = std::chrono::milliseconds;

// What a warning or an error is about: the documented list (man page p2pcall(1)).
enum class Code {
  // Warnings: the program and its call go on.
  BadCommand,      // a line on standard input that is no command
  TurnedAway,      // somebody called during a call and was told busy
  ServerLost,      // the signalling server is away; it is tried again
  ServerBack,      // and is there again
  BadMessage,      // a message that broke the protocol was ignored
  CameraGone,      // a placeholder is sent instead of the picture
  MicrophoneGone,  // silence is sent instead of the sound
  SpeakersGone,    // the peer's sound is not heard
  ScreenGone,      // the peer's picture is not shown
  DeviceBack,      // one of those four is there again
  MediumLeftOut,   // no coder for that medium; the call goes on without it
  // Errors: the program or its call ends. One for each exit status.
  Internal,
  Usage,
  Server,
  Peer,
  Codec,
  Path,
  Identity,
};
std::string_view name(Code code);

// The error that belongs to an exit status other than 0.
Code error_of(int exit_status);

struct Registered {
  std::string peer, server;
};
struct Online {
  std::string peer;
};
struct Offline {
  std::string peer;
};
struct Waiting {  // for people only
  std::string peer;
};
struct Incoming {
  std::string call, from;
};
struct Ringing {
  std::string call, peer;
};
struct Accepted {
  std::string call, peer;
};
struct Connected {
  std::string call, peer;
  Milliseconds after;  // since Accepted
};
struct FirstFrame {
  std::string call, media;  // audio or video
  Milliseconds after;       // since Accepted
};
struct Muted {
  std::string media;
  bool on = false;
  std::string by;
};
struct Ended {
  std::string call, peer;
  std::string reason;  // of the wire: normal, declined ...
  std::string by;      // the name of who ended it
};
struct Warning {
  Code code;
  std::string text;
};
struct Error {
  Code code;
  std::string text;
};
struct Pipeline {
  std::string text;
};

using Event = std::variant<Registered, Online, Offline, Waiting, Incoming, Ringing, Accepted,
                           Connected, FirstFrame, Stats, Muted, Ended, Warning, Error, Pipeline>;

}  // namespace ui
