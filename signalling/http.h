#pragma once

#include <functional>
#include <string>
#include <vector>

#include <libsoup/soup.h>

#include "base/gobject.h"
#include "signalling/registry.h"

namespace signalling {

// The HTTP that stands before and beside the WebSockets: the guest page, health, metrics, and who
// may open a WebSocket at all. Each connection has one request.
class Http {
 public:
  struct Events {
    std::function<void(Link)> on_request;  // it was read whole; the answer goes out now
    std::function<void(Link, gobject::Ptr<SoupWebsocketConnection>)> on_socket;
    std::function<std::string()> metrics;  // in Prometheus' text form
  };

  // `names` as in Server::Options.
  Http(std::string web_folder, std::vector<std::string> names, Events events);
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  // Serves `stream`, which came over `socket`. False when it broke already.
  bool serve(GIOStream* stream, GSocketConnection* socket, Link link);

 private:
  void answer(SoupServerMessage* request, const std::string& path) const;
  void check_upgrade(SoupServerMessage* request, const std::string& path) const;

  bool may_connect(const std::string& origin, const std::string& host) const;

  std::string web_folder_;
  std::vector<std::string> names_;
  Events events_;
  gobject::Ptr<SoupServer> server_;
};

// Whether a page of `origin` may talk to the server that it calls `host`: only its own pages may.
bool is_own_page(const std::string& origin, const std::string& host);

}  // namespace signalling
