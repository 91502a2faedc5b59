#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gio/gio.h>

#include "base/gobject.h"
#include "signalling/client.h"
#include "signalling/gate.h"
#include "signalling/listener.h"
#include "signalling/server.h"

// What the tests with real sockets share. Nothing here sleeps: the main loop runs until something
// has happened.
namespace world {

using namespace std::chrono_literals;

// Runs the main loop until `happened`; false when it did not in `most`.
bool until(const std::function<bool()>& happened, std::chrono::milliseconds most = 10s);

// A server on a free port of this machine, with a page folder of its own.
signalling::Server::Options local_server();
std::string port_of(const signalling::Server& server);
std::string ws_url(const signalling::Server& server);

// A folder that goes with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

// A bare connection that says exactly what it is told to.
class Raw {
 public:
  explicit Raw(const std::string& port);
  ~Raw();
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  void write(const std::string& bytes);  // waits, with the main loop running, until they are out
  void break_off();                      // without a word
  void deafen();                         // reads nothing any more

  // WebSocket, as RFC 6455 has it.
  bool upgrade(const std::string& more_headers = "Sec-WebSocket-Protocol: p2pcall.v1\r\n");
  void say(const std::string& text) { frame(0x81, text); }
  void frame(unsigned first_byte, const std::string& payload);
  void hello(const std::string& peer, const std::string& resume = "");

  // All that came, and that part of it that is WebSocket messages.
  const std::string& received() const { return received_; }
  bool ended() const { return ended_; }
  std::vector<std::string> texts() const;
  unsigned close_code() const;  // 0: no close frame came
  signalling::Message last() const;
  bool hears(const std::string& part);  // waits for a text that contains it

 private:
  struct Frame {
    unsigned opcode;
    std::string payload;
  };
  std::vector<Frame> frames() const;
  gboolean read();
  void listen();

  gobject::Ptr<GSocketConnection> connection_;
  std::string received_;
  bool ended_ = false;
  guint source_ = 0;
};

// The answer to one HTTP request, head and body.
std::string http(const std::string& port, const std::string& request);

// A client that remembers what it heard.
struct Peer {
  explicit Peer(signalling::Client::Options options);
  Peer(const std::string& url, const std::string& name);

  template <class Kind>
  std::vector<Kind> heard() const {
    std::vector<Kind> found;
    for (const auto& message : messages)
      if (const auto* kind = std::get_if<Kind>(&message)) found.push_back(*kind);
    return found;
  }
  template <class Kind>
  bool hears(std::size_t times = 1) {
    return until([&] { return heard<Kind>().size() >= times; });
  }

  std::vector<signalling::Message> messages;
  std::vector<signalling::Client::Failure> failures;
  std::vector<std::string> refusals;
  int lost = 0, bad_messages = 0;
  std::unique_ptr<signalling::Client> client;
};

// A network between a client and a server, that can be cut and can fall silent.
class Cable {
 public:
  explicit Cable(std::string server_port);
  ~Cable();
  std::string url() const;
  void cut();
  void silence();  // the connections stay, and nothing comes through
  void mend();     // new connections come through
  int connections() const { return count_; }

 private:
  struct Line;
  std::string server_port_;
  int count_ = 0;
  bool silent_ = false;
  std::vector<std::unique_ptr<Line>> lines_;
  signalling::Listener listener_;
};

}  // namespace world
