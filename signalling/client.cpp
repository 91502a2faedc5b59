#include "signalling/client.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <random>

#include "signalling/channel.h"
#include "signalling/session_file.h"
#include "signalling/timer.h"
#include "signalling/upgrade.h"

namespace signalling {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kStartWait = 5s;  // until a server that was never reached is given up
constexpr auto kStartPause = 200ms;
constexpr auto kAttemptWait = 5s;  // from the first step to `welcome`
constexpr auto kPingEvery = 20s;
constexpr auto kPongWait = 5s;
constexpr auto kCloseWait = 1s;
constexpr milliseconds kFirstPause = 100ms, kLongestPause = 5s;
constexpr std::size_t kMaxWaiting = 256;  // messages for the time when the connection is back

// HOST:PORT of a URL, for sentences.
std::string place(const std::string& url) {
  const auto begin = url.find("://") == std::string::npos ? 0 : url.find("://") + 3;
  return url.substr(begin, url.find('/', begin) - begin);
}

}  // namespace

struct Client::Body {
  Body(Options given, Events heard);
  ~Body();
  void send(const CallMessage& message);
  void close(std::function<void()> done);

 private:
  void attempt();
  void opened(Upgrade::Opened way);
  void heard(std::string_view text);
  void hear_nonsense(std::string_view text);
  void hear(const Welcome& welcome);
  void hear(const Error& error);
  template <class Other>
  void hear(const Other& message);
  void ended(std::uint16_t code);
  void lost(const std::string& why);
  void try_again(const std::string& why);
  void refused(const Error& error);
  std::string refusal(const std::string& why) const;
  void failed(Failure::Kind kind, std::string code, const std::string& why);
  void finish();
  void ping();
  void drop();
  template <class Callback, class... Args>
  void tell(const Callback& callback, Args... args);

  Options options_;
  Events events_;
  SessionFile session_;
  Clock::time_point started_ = Clock::now();
  bool was_welcomed_ = false, welcomed_ = false, over_ = false;
  bool told_refusal_ = false, told_bad_message_ = false;
  milliseconds pause_ = kFirstPause;
  std::deque<std::string> waiting_;
  std::function<void()> closed_;
  std::minstd_rand jitter_{std::random_device{}()};
  std::unique_ptr<Upgrade> upgrade_;
  gobject::Ptr<GSocketConnection> connection_;
  std::shared_ptr<Gate> gate_;
  std::unique_ptr<Channel> channel_;
  std::vector<gobject::Connection> connections_;
  Timer retry_, patience_, ping_, pong_;
  Mailbox mailbox_;  // last member: dies first, so that no late task finds a half-dead client
};

Client::Body::Body(Options given, Events heard)
    : options_{std::move(given)},
      events_{std::move(heard)},
      session_{options_.state_folder, options_.url, options_.peer} {
  connections_.push_back(gobject::connect<gboolean>(
      g_network_monitor_get_default(), "network-changed", [this](gboolean) { ping(); }));
  attempt();
}

Client::Body::~Body() {
  if (channel_ && welcomed_) {
    channel_->close(kCloseNormal);
    session_.keep("");
  }
}

void Client::Body::attempt() {
  const auto left = std::chrono::ceil<milliseconds>(started_ + kStartWait - Clock::now());
  patience_.start(was_welcomed_ ? kAttemptWait : left, [this] { try_again("it does not answer"); });
  upgrade_ = std::make_unique<Upgrade>(
      options_.url, options_.ca_file,
      Upgrade::Events{.on_open = [this](Upgrade::Opened way) { opened(std::move(way)); },
                      .on_problem =
                          [this](const Upgrade::Problem& problem) {
                            if (problem.refused && !was_welcomed_)
                              return failed(Failure::Kind::Refused, {}, problem.text);
                            try_again(problem.text);
                          }});
}

void Client::Body::opened(Upgrade::Opened way) {
  connection_ = std::move(way.connection);
  gate_ = way.gate;
  channel_ = std::make_unique<Channel>(
      std::move(way.socket), std::move(way.gate),
      Channel::Events{.on_text = [this](std::string_view text) { heard(text); },
                      .on_overlong = [this] { channel_->close(kCloseTooLarge); },
                      .on_end = [this, send = mailbox_.sender()](
                                    std::uint16_t code) { send([this, code] { ended(code); }); }});
  told_bad_message_ = false;
  channel_->send(encode(Hello{options_.peer, options_.token, session_.secret(), {}, {}}));
}

void Client::Body::heard(std::string_view text) {
  if (over_) return;
  const auto message = decode(text);
  if (!message) return hear_nonsense(text);
  std::visit([this](const auto& it) { hear(it); }, *message);
}

void Client::Body::hear_nonsense(std::string_view text) {
  if (is_of_unknown_type(text) || std::exchange(told_bad_message_, true)) return;
  g_message("ignored a message of %zu bytes that is not one of this protocol", text.size());
  tell(events_.on_bad_message);
}

void Client::Body::hear(const Welcome& welcome) {
  session_.keep(welcome.resume);
  was_welcomed_ = welcomed_ = true;
  told_refusal_ = false;
  pause_ = kFirstPause;
  patience_.stop();
  tell(events_.on_message, Message{welcome});
  for (auto& text : std::exchange(waiting_, {})) channel_->send(std::move(text));
  ping_.start(kPingEvery, [this] { ping(); });
}

// Before `welcome`, an error is the last that the server says.
void Client::Body::hear(const Error& error) {
  const bool passes = error.code == "going-away" || error.code == "rate-limited";
  if (welcomed_)
    tell(events_.on_message, Message{error});
  else if (!passes)  // later, because this is said from inside the channel
    mailbox_.sender()([this, error] { refused(error); });
}

// Once registered, nothing is given up: a call may be going on, and a name comes free again.
void Client::Body::refused(const Error& error) {
  if (!was_welcomed_) return failed(Failure::Kind::Refused, error.code, error.message);
  if (!std::exchange(told_refusal_, true)) tell(events_.on_refused, refusal(error.message));
}

template <class Other>
void Client::Body::hear(const Other& message) {
  if (welcomed_) tell(events_.on_message, Message{message});
}

void Client::Body::ended(std::uint16_t code) {
  if (over_) return finish();
  if (code == kCloseTakenOver)
    return failed(Failure::Kind::Refused, "taken-over",
                  "another program took over the name " + options_.peer);
  try_again("it closed the connection");
}

// The connection is gone, or never came about.
void Client::Body::try_again(const std::string& why) {
  if (over_) return;
  drop();
  if (std::exchange(welcomed_, false)) tell(events_.on_lost);
  if (!was_welcomed_ && Clock::now() - started_ + kStartPause >= kStartWait)
    return failed(Failure::Kind::Unreachable, {}, why);
  auto wait = milliseconds{kStartPause};
  if (was_welcomed_) {
    wait = milliseconds{
        std::uniform_int_distribution<long>{pause_.count() / 2, pause_.count()}(jitter_)};
    pause_ = std::min(pause_ * 2, kLongestPause);
  }
  retry_.start(wait, [this] { attempt(); });
}

void Client::Body::failed(Failure::Kind kind, std::string code, const std::string& why) {
  if (std::exchange(over_, true)) return;
  drop();
  welcomed_ = false;
  const auto text = kind == Failure::Kind::Unreachable
                        ? "the signalling server at " + place(options_.url) +
                              " cannot be reached: " + why +
                              "; is p2pcall-signalling running there?"
                        : refusal(why);
  tell(events_.on_failure, Failure{kind, std::move(code), text});
}

std::string Client::Body::refusal(const std::string& why) const {
  return "the signalling server at " + place(options_.url) + " refused us: " + why;
}

void Client::Body::send(const CallMessage& message) {
  auto text = encode(message);
  if (welcomed_ && channel_->send(text)) return;
  waiting_.push_back(std::move(text));
  if (waiting_.size() > kMaxWaiting) waiting_.pop_front();
}

void Client::Body::ping() {
  if (!welcomed_ || over_ || pong_.running()) return;
  channel_->send(encode(Ping{}));
  pong_.start(kPongWait, [this, asked = Clock::now()] {
    if (gate_->heard() < asked) return try_again("it fell silent");
    ping_.start(kPingEvery, [this] { ping(); });
  });
}

// Lets go of the connection at once, whatever it is at.
void Client::Body::drop() {
  for (auto* timer : {&retry_, &patience_, &ping_, &pong_}) timer->stop();
  upgrade_.reset();
  channel_.reset();
  if (connection_) cut(connection_.get());
  connection_.reset();
}

void Client::Body::close(std::function<void()> done) {
  over_ = true;
  closed_ = std::move(done);
  const bool open = welcomed_;
  for (auto* timer : {&retry_, &ping_, &pong_}) timer->stop();
  if (open) {
    channel_->close(kCloseNormal);
    session_.keep("");
  }
  welcomed_ = false;
  patience_.start(open ? milliseconds{kCloseWait} : 0ms, [this] { finish(); });
}

void Client::Body::finish() {
  drop();
  if (closed_) tell(std::exchange(closed_, {}));
}

// On the main loop, later; a copy of the callback is called, because it may end the client.
template <class Callback, class... Args>
void Client::Body::tell(const Callback& callback, Args... args) {
  if (callback) mailbox_.sender()([callback, args...] { callback(args...); });
}

Client::Client(Options options, Events events)
    : body_{std::make_unique<Body>(std::move(options), std::move(events))} {}
Client::~Client() = default;
void Client::send(const CallMessage& message) { body_->send(message); }
void Client::close(std::function<void()> done) { body_->close(std::move(done)); }

}  // namespace signalling
