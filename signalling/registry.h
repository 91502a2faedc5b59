#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "signalling/bucket.h"
#include "signalling/letter.h"
#include "signalling/message.h"

// The server's mind: who is online, and who hears what (CONTRACT §6).
// Pure: what clients do and the time come in, actions go out. Knows no socket, clock or chance.
namespace signalling {

// One connection, by a number that is never used again.
using Link = std::uint64_t;

// What is to be done, in this order.
struct Send {
  Link link;
  std::string text;
  bool operator==(const Send&) const = default;
};
struct Close {
  Link link;
  std::uint16_t code;
  bool operator==(const Close&) const = default;
};
struct Log {  // what was refused, in words; holds no secret and nothing that peers say
  std::string text;
  bool operator==(const Log&) const = default;
};
using Action = std::variant<Send, Close, Log>;
using Actions = std::vector<Action>;

class Registry {
 public:
  // What one client may do; generous to people, narrow to floods.
  struct Limits {
    std::chrono::seconds hello_wait{5};  // from the connection to its hello
    std::chrono::seconds absence{60};    // how long a lost session, its name and messages wait
    std::size_t waiting_messages = 64;   // for one that is absent; the oldest go first
    Rate messages{.per_second = 200, .burst = 1000};
    Rate bytes{.per_second = 1 << 20, .burst = 4 << 20};
  };
  struct Totals {
    std::size_t online = 0;    // sessions that are connected now
    std::size_t sessions = 0;  // and those that may come back
    std::uint64_t relayed = 0, relayed_bytes = 0;
    std::map<std::string, std::uint64_t> refused;  // by the wire's error code
  };

  Registry(std::vector<IceServer> ice_servers, Limits limits);

  // A client has connected. `secret` is the resume secret of the session that it may start.
  void connected(Link link, std::string secret, Time now);
  [[nodiscard]] Actions received(Link link, std::string_view text, Time now);
  // The connection is gone. `code` is what the client closed it with, 0 when it just broke.
  [[nodiscard]] Actions closed(Link link, std::uint16_t code, Time now);
  // A message that was too long to be read to its end.
  [[nodiscard]] Actions overlong(Link link, Time now);
  // Does what follows from the time alone.
  [[nodiscard]] Actions tick(Time now);
  // When tick() must next be called.
  [[nodiscard]] std::optional<Time> deadline() const;
  // The server goes: says so to all.
  [[nodiscard]] Actions stop();

  [[nodiscard]] Totals totals() const;

 private:
  struct Session {
    std::string peer, secret;
    std::optional<Link> link;  // none: absent, until `until`
    Time until;
    std::deque<std::string> waiting;
    Bucket messages, bytes;
    std::optional<Time> told_limit;  // when it last heard `rate-limited`
    std::set<std::string> logged;    // codes of its refusals; one line each is enough
  };
  struct Guest {  // connected, but has not said hello
    std::string secret;
    Time until;
  };

  void hello(Link link, std::string_view text, Time now, Actions& out);
  void welcome(Session& session, Link link, Actions& out);
  void start(Link link, const Hello& hello, Time now, Actions& out);
  void resume(Session& session, Link link, Actions& out);
  void end(const std::string& peer, Actions& out);
  void act(Session& session, std::string_view text, Actions& out);
  void relay(Session& session, const Letter& letter, Actions& out);
  void deliver(Session& receiver, std::string text, Actions& out);
  void announce(const Message& news, const std::string& about, Actions& out) const;
  void refuse(Session& session, const Error& error, Actions& out);
  void refuse(Link link, const Error& error, Actions& out);
  void dismiss(Link link, const Error& error, Actions& out);
  bool within_limits(Session& session, std::size_t size, Time now, Actions& out);
  Session* session_of(Link link);
  Session* resumable(const Hello& hello);

  std::vector<IceServer> ice_servers_;
  Limits limits_;
  std::map<std::string, Session, std::less<>> sessions_;  // by peer
  std::map<std::string, std::string> secrets_;            // to peers
  std::map<Link, std::string> links_;                     // to peers
  std::map<Link, Guest> guests_;
  std::set<std::pair<Time, Link>> hellos_due_;
  std::set<std::pair<Time, std::string>> absences_;
  Totals totals_;
};

}  // namespace signalling
