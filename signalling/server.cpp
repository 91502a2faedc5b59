#include "signalling/server.h"

#include <array>
#include <map>
#include <sys/resource.h>

#include <glibmm/error.h>

#include "base/mailbox.h"
#include "signalling/admission.h"
#include "signalling/channel.h"
#include "signalling/http.h"
#include "signalling/listener.h"
#include "signalling/metrics.h"
#include "signalling/registry.h"
#include "signalling/secret.h"
#include "signalling/visitor.h"

namespace signalling {
namespace {

using gobject::Ptr;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kRequestWait = 5s;    // from the connection to a whole request
constexpr auto kAnswerWait = 30s;    // for the answer to be taken
constexpr auto kCloseWait = 1s;      // for the other end to close, too
constexpr auto kSweepPause = 250ms;  // at least, between two looks at all connections
constexpr std::size_t kMaxRequest = std::size_t{32} * 1024;
constexpr std::size_t kMaxConnections = 20000;
constexpr std::size_t kPerAddress = 256;

// Some descriptors are left to the rest of the process.
Admission::Limits connection_limits() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  return {std::min<std::size_t>(kMaxConnections, files.rlim_cur * 3 / 4), kPerAddress};
}

Ptr<GTlsCertificate> load_certificate(const Server::Options& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return {};
  GError* error = nullptr;
  Ptr<GTlsCertificate> loaded{g_tls_certificate_new_from_files(options.tls_certificate.c_str(),
                                                               options.tls_key.c_str(), &error)};
  if (error) throw Glib::Error{error};
  return loaded;
}

}  // namespace

struct Server::Body {
  explicit Body(Options given);
  ~Body();
  void stop();
  std::vector<std::string> urls() const;

 private:
  void arrive(Ptr<GSocketConnection> socket);
  Ptr<GIOStream> open(Visitor& visitor, Link link);
  void upgrade(Link link, Ptr<SoupWebsocketConnection> socket);
  void forget(Link link);
  void perform(const Actions& actions);
  void perform(const Send& send);
  void perform(const Close& close);
  void perform(const Log& log);
  void watch(Clock::time_point deadline);
  void sweep();
  void give_up(Link link, Visitor& visitor, const char* why);
  std::string metrics() const;

  Options options_;
  Ptr<GTlsCertificate> certificate_;
  Registry registry_;
  Admission admission_{connection_limits()};
  Link last_link_ = 0;
  std::uint64_t turned_away_ = 0;
  std::map<Link, Visitor> visitors_;
  Http http_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  Clock::time_point next_sweep_ = Clock::time_point::max();
  Timer sweeping_;
  Mailbox mailbox_;  // last member: dies first, so that nothing late finds a half-dead server
};

Server::Body::Body(Options given)
    : options_{std::move(given)},
      certificate_{load_certificate(options_)},
      registry_{options_.ice_servers, {}},
      http_{options_.web_folder,
            options_.names,
            {.on_request =
                 [this](Link link) {
                   if (const auto found = visitors_.find(link); found != visitors_.end())
                     found->second.deadline = Clock::now() + kAnswerWait;
                 },
             .on_socket = [this](Link link, auto socket) { upgrade(link, std::move(socket)); },
             .metrics = [this] { return metrics(); }}} {
  for (const auto& where : options_.listen)
    listeners_.push_back(std::make_unique<Listener>(
        where, [this](Ptr<GSocketConnection> socket) { arrive(std::move(socket)); }));
}

// A farewell that fails must not end the program.
Server::Body::~Body() {
  try {
    stop();
  } catch (const std::exception& problem) {
    g_warning("the server could not say goodbye: %s", problem.what());
  }
}

void Server::Body::stop() {
  listeners_.clear();
  perform(registry_.stop());
}

std::vector<std::string> Server::Body::urls() const {
  std::vector<std::string> urls;
  urls.reserve(listeners_.size());
  for (const auto& listener : listeners_)
    urls.push_back((certificate_ ? "https://" : "http://") + listener->address());
  return urls;
}

void Server::Body::arrive(Ptr<GSocketConnection> socket) {
  const Ptr<GSocketAddress> remote{g_socket_connection_get_remote_address(socket.get(), nullptr)};
  if (!remote || !G_IS_INET_SOCKET_ADDRESS(remote.get())) return;
  auto* host = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(remote.get()));
  const Ptr<char> address{g_inet_address_to_string(host)};
  if (!admission_.admit(address.get(), g_inet_address_get_is_loopback(host) != FALSE)) {
    if (turned_away_++ == 0) g_message("turned a connection away: there are too many");
    return;
  }
  const auto link = ++last_link_;
  const auto deadline = Clock::now() + kRequestWait;
  auto& visitor = visitors_[link];
  visitor.socket = std::move(socket);
  visitor.gate = std::make_shared<Gate>(kMaxRequest);
  visitor.address = address.get();
  visitor.deadline = deadline;
  const auto stream = open(visitor, link);
  if (!stream || !http_.serve(stream.get(), visitor.socket.get(), link)) return forget(link);
  watch(deadline);
}

// What libsoup reads and writes. When it has let go of it, the visitor is forgotten.
Ptr<GIOStream> Server::Body::open(Visitor& visitor, Link link) {
  auto stream = gated(visitor.socket.get(), visitor.gate);
  if (certificate_) {
    stream.reset(g_tls_server_connection_new(stream.get(), certificate_.get(), nullptr));
    if (!stream) return {};
    g_tls_connection_set_require_close_notify(G_TLS_CONNECTION(stream.get()), FALSE);
  }
  struct Farewell {
    Mailbox::Sender send;
    Body* server;
    Link link;
  };
  const GWeakNotify gone = [](gpointer data, GObject*) noexcept {  // perhaps on a thread of TLS
    const std::unique_ptr<Farewell> last{static_cast<Farewell*>(data)};
    last->send([server = last->server, link = last->link] { server->forget(link); });
  };
  g_object_weak_ref(G_OBJECT(stream.get()), gone, new Farewell{mailbox_.sender(), this, link});
  return stream;
}

void Server::Body::upgrade(Link link, Ptr<SoupWebsocketConnection> socket) {
  const auto found = visitors_.find(link);
  if (found == visitors_.end()) return;
  auto& visitor = found->second;
  visitor.channel = std::make_unique<Channel>(
      std::move(socket), visitor.gate,
      Channel::Events{
          .on_text =
              [this, link](std::string_view text) {
                perform(registry_.received(link, text, Clock::now()));
              },
          .on_overlong = [this, link] { perform(registry_.overlong(link, Clock::now())); },
          .on_end =
              [this, link](std::uint16_t code) {
                perform(registry_.closed(link, code, Clock::now()));
                mailbox_.sender()([this, link] { forget(link); });
              }});
  registry_.connected(link, new_secret(), Clock::now());
  watch(*registry_.deadline());
}

void Server::Body::forget(Link link) {
  const auto found = visitors_.find(link);
  if (found == visitors_.end()) return;
  admission_.leave(found->second.address);
  visitors_.erase(found);
}

void Server::Body::perform(const Actions& actions) {
  for (const auto& action : actions) std::visit([this](const auto& it) { perform(it); }, action);
  if (const auto deadline = registry_.deadline()) watch(*deadline);
}

void Server::Body::perform(const Send& send) {
  const auto found = visitors_.find(send.link);
  if (found == visitors_.end() || !found->second.channel) return;
  if (!found->second.channel->send(send.text))
    give_up(send.link, found->second, "it does not read what is sent to it");
}

void Server::Body::perform(const Close& close) {
  const auto found = visitors_.find(close.link);
  if (found == visitors_.end() || !found->second.channel) return;
  auto& visitor = found->second;
  visitor.channel->close(close.code);
  visitor.closing = true;
  visitor.deadline = Clock::now() + kCloseWait;
  watch(visitor.deadline);
}

void Server::Body::perform(const Log& log) { g_message("%s", log.text.c_str()); }

// Makes sure that the next look at all connections is not later than `deadline`.
void Server::Body::watch(Clock::time_point deadline) {
  if (deadline >= next_sweep_) return;
  next_sweep_ = deadline;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  sweeping_.start(std::max<std::chrono::milliseconds>(wait, 0ms), [this] { sweep(); });
}

void Server::Body::sweep() {
  const auto now = Clock::now();
  auto next = Clock::time_point::max();
  next_sweep_ = next;
  for (auto& [link, visitor] : visitors_) {
    if (patience(visitor) <= now)
      give_up(link, visitor, why(visitor));
    else
      next = std::min(next, patience(visitor));
  }
  perform(registry_.tick(now));
  if (next != Clock::time_point::max()) watch(std::max(next, now + kSweepPause));
}

// libsoup sees the end of the socket and lets go of it.
void Server::Body::give_up(Link link, Visitor& visitor, const char* why) {
  if (std::exchange(visitor.given_up, true)) return;
  g_message("closing connection %" G_GUINT64_FORMAT ": %s", link, why);
  cut(visitor.socket.get());
}

std::string Server::Body::metrics() const {
  return prometheus_text(registry_.totals(), admission_.all(), turned_away_);
}

Server::Server(Options options) : body_{std::make_unique<Body>(std::move(options))} {}
Server::~Server() = default;
std::vector<std::string> Server::urls() const { return body_->urls(); }
void Server::stop() { body_->stop(); }

}  // namespace signalling
