#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include <libsoup/soup.h>

#include "base/gobject.h"
#include "base/mailbox.h"
#include "signalling/gate.h"

namespace signalling {

// The way from a URL to an open WebSocket: name, socket, TLS, HTTP. By hand, because libsoup's own
// way ends in a stream that nothing can be put under, and so in messages without bound. Works on a
// thread of its own, which only waits and then posts what came of it.
class Upgrade {
 public:
  struct Opened {
    gobject::Ptr<SoupWebsocketConnection> socket;
    gobject::Ptr<GSocketConnection> connection;
    std::shared_ptr<Gate> gate;
  };
  struct Problem {
    bool refused;      // it answered and will not have us; else another try may do
    std::string text;  // what went wrong, without the server's name
  };
  struct Events {
    std::function<void(Opened)> on_open;
    std::function<void(Problem)> on_problem;
  };

  // Starts at once. One of the events comes, once, from the main loop; none after the destructor.
  // `ca_file`: PEM certificates to trust in place of the system's; may be empty.
  Upgrade(const std::string& url, const std::string& ca_file, Events events);
  ~Upgrade();
  Upgrade(const Upgrade&) = delete;
  Upgrade& operator=(const Upgrade&) = delete;

 private:
  Events events_;
  gobject::Ptr<GCancellable> cancellable_{g_cancellable_new()};
  std::thread thread_;
  Mailbox mailbox_;  // last member: dies first, so that nothing late finds a half-dead upgrade
};

}  // namespace signalling
