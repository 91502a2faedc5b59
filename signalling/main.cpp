#include <algorithm>
#include <iostream>
#include <sys/resource.h>

#include <glib-unix.h>
#include <glibmm/error.h>
#include <glibmm/init.h>

#include "signalling/server.h"
#include "signalling/settings.h"
#include "signalling/timer.h"

namespace {

using namespace std::chrono_literals;

constexpr auto kFarewell = 200ms;        // for `going-away` to reach everybody
constexpr rlim_t kDescriptors = 32'768;  // each connection takes one

void raise_descriptor_limit() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::max(files.rlim_cur, std::min(files.rlim_max, kDescriptors));
  setrlimit(RLIMIT_NOFILE, &files);
}

gboolean quit(gpointer loop) noexcept {
  g_main_loop_quit(static_cast<GMainLoop*>(loop));
  return G_SOURCE_CONTINUE;
}

void run(const signalling::Server::Options& options) {
  signalling::Server server{options};
  for (const auto& url : server.urls())
    std::cerr << "p2pcall-signalling: listening on " << url << '\n';
  auto* loop = g_main_loop_new(nullptr, FALSE);
  g_unix_signal_add(SIGINT, quit, loop);
  g_unix_signal_add(SIGTERM, quit, loop);
  g_main_loop_run(loop);
  server.stop();
  signalling::Timer farewell;
  farewell.start(kFarewell, [loop] { quit(loop); });
  g_main_loop_run(loop);
  g_main_loop_unref(loop);
}

}  // namespace

int main(int argc, char** argv) try {
  g_log_writer_default_set_use_stderr(TRUE);  // as all that it says
  Glib::set_init_to_users_preferred_locale(false);
  Glib::init();
  raise_descriptor_limit();
  if (const auto options = signalling::read_settings(argc, argv)) run(*options);
  return 0;
} catch (const signalling::WrongSettings& wrong) {
  std::cerr << "p2pcall-signalling: " << wrong.what() << "; try --help\n";
  return 2;
} catch (const std::exception& problem) {
  std::cerr << "p2pcall-signalling: " << problem.what() << '\n';
  return 1;
}
