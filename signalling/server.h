#pragma once

#include <memory>
#include <string>
#include <vector>

#include "signalling/message.h"

namespace signalling {

// The signalling server: WebSockets at /ws, the guest page at /, /healthz, /readyz, /metrics.
// Runs on the main loop of the thread that made it; relays, and never reads SDP.
class Server {
 public:
  struct Options {
    std::vector<std::string> listen{
        "127.0.0.1:8443"};                 // ADDRESS[:PORT], [ADDRESS]:PORT; port 0: any
    std::string tls_certificate, tls_key;  // PEM files; both empty: http and ws
    std::vector<IceServer> ice_servers;    // handed out in `welcome`
    std::string web_folder;                // the guest page's files
    // By which host names browsers may call it, without ports; empty: by any.
    std::vector<std::string> names;
  };

  // Listens at once. Throws Glib::Error (Gio::Error ADDRESS_IN_USE among them) with a sentence.
  explicit Server(Options options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it listens: http(s)://ADDRESS:PORT, one for each of Options::listen.
  std::vector<std::string> urls() const;
  // Says `going-away` to all and closes; `~Server` does so too, without waiting.
  void stop();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace signalling
