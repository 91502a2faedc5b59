#pragma once

#include <functional>
#include <memory>
#include <string>

#include "signalling/message.h"

namespace signalling {

// A WebSocket to the signalling server that says hello, comes back by itself when it is lost, and
// keeps what is sent in between (CONTRACT §6, rules 8 and 9). Main thread only; its callbacks come
// on the main loop, never from inside a call to it. No callback comes after the destructor.
class Client {
 public:
  struct Options {
    std::string url;   // ws://host[:port]/ws or wss://host[:port]/ws
    std::string peer;  // the name to register
    std::string token;
    // Where the session's secret is kept between program runs; empty: nowhere.
    std::string state_folder;
    std::string ca_file;  // PEM certificates to trust in place of the system's; empty: the system's
  };
  // Why the server will not have us, or why it could not be reached.
  struct Failure {
    enum class Kind { Unreachable, Refused };
    Kind kind;
    std::string code;  // the wire's error code when refused ("name-taken" ...), or "taken-over"
    std::string text;  // one plain sentence
  };
  struct Events {
    std::function<void(const Message&)>
        on_message;                 // Welcome (each time), Online, Offline, Error, CallMessage
    std::function<void()> on_lost;  // the connection broke; it is tried again for ever
    std::function<void(const Failure&)>
        on_failure;  // before the first welcome, or another program took over: final
    // A server that welcomed us once will not have us now; it is tried again for ever. Told once
    // until it does, with a plain sentence.
    std::function<void(const std::string&)> on_refused;
    std::function<void()> on_bad_message;  // one that broke the protocol; told once a connection
  };

  Client(Options options, Events events);
  ~Client();  // closes with 1000: the session and the name are given up
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends now, or when the connection is back.
  void send(const CallMessage& message);
  // Closes with 1000 and calls `done` when the close has gone out, or after 1 s.
  void close(std::function<void()> done);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace signalling
