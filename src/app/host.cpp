#include "app/host.h"

#include <gio/gio.h>
#include <glibmm/error.h>
#include <glibmm/main.h>

#include "signalling/web_files.h"

namespace app {
namespace {

constexpr auto* kAddress = "127.0.0.1:8443";
// Between tries, in ms: short, for a call waits; uneven, so that not all try at once.
constexpr int kRetryLeast = 100, kRetryMost = 300;

}  // namespace

Host::Host(std::vector<signalling::IceServer> ice_servers) : ice_servers_{std::move(ice_servers)} {}

Host::~Host() { retry_.disconnect(); }

const char* Host::url() { return "ws://127.0.0.1:8443/ws"; }

void Host::try_now() {
  if (server_) return;
  try {
    server_ = std::make_unique<signalling::Server>(
        signalling::Server::Options{.listen = {kAddress},
                                    .tls_certificate = {},
                                    .tls_key = {},
                                    .ice_servers = ice_servers_,
                                    .web_folder = signalling::web_folder(),
                                    .names = {"127.0.0.1", "localhost", "[::1]"}});
  } catch (const Glib::Error& problem) {
    // That somebody else is the host is as good. Else it is tried again, and clients say what is
    // wrong.
    if (!problem.matches(G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
      g_warning("host: no signalling server could be started here: %s", problem.what());
  }
}

void Host::seek() {
  if (retry_.connected()) return;
  retry_ = Glib::signal_timeout().connect(
      [this] {
        try_now();
        return true;
      },
      unsigned(g_random_int_range(kRetryLeast, kRetryMost)));
}

void Host::found() { retry_.disconnect(); }

}  // namespace app
