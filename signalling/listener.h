#pragma once

#include <functional>
#include <string>

#include <gio/gio.h>

#include "base/gobject.h"
#include "signalling/timer.h"

namespace signalling {

// One listening socket. SoupServer's own listeners know no deadline and no limit, so it gets its
// connections one by one from here.
class Listener {
 public:
  using Arrival = std::function<void(gobject::Ptr<GSocketConnection>)>;

  // `where`: ADDRESS:PORT or [ADDRESS]:PORT. Throws Glib::Error with a sentence.
  Listener(const std::string& where, Arrival arrival);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // The address with the port that it really got.
  std::string address() const;

 private:
  void listen();
  void accept();

  gobject::Ptr<GSocket> socket_;
  Arrival arrival_;
  guint source_ = 0;
  Timer pause_;
};

}  // namespace signalling
