#include "signalling/registry.h"

#include <algorithm>
#include <array>

namespace signalling {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenLimitNotes = 1s;

bool is_for_a_peer(std::string_view type) {
  constexpr std::array<std::string_view, 6> kTypes{"ring",        "ringing",   "accept",
                                                   "description", "candidate", "hangup"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

// Of what a client wrote, only that which may be said back to it.
std::string sane(const std::string& name) { return is_peer_name(name) ? name : ""; }

Error error(std::string code, std::string message, const Letter& about) {
  return {std::move(code), std::move(message), sane(about.call), sane(about.to), about.seq};
}

Error error(std::string code, std::string message) {
  return {std::move(code), std::move(message), {}, {}, {}};
}

Error too_large() { return error("too-large", "a message has at most 64 KiB"); }

}  // namespace

Registry::Registry(std::vector<IceServer> ice_servers, Limits limits)
    : ice_servers_{std::move(ice_servers)}, limits_{limits} {}

void Registry::connected(Link link, std::string secret, Time now) {
  const auto until = now + limits_.hello_wait;
  guests_.emplace(link, Guest{std::move(secret), until});
  hellos_due_.emplace(until, link);
}

Actions Registry::received(Link link, std::string_view text, Time now) {
  Actions out;
  if (guests_.contains(link)) {
    hello(link, text, now, out);
  } else if (auto* session = session_of(link)) {
    if (within_limits(*session, text.size(), now, out)) act(*session, text, out);
  }
  return out;
}

Actions Registry::closed(Link link, std::uint16_t code, Time now) {
  Actions out;
  if (auto guest = guests_.find(link); guest != guests_.end()) {
    hellos_due_.erase({guest->second.until, link});
    guests_.erase(guest);
  } else if (auto* session = session_of(link)) {
    links_.erase(link);
    session->link.reset();
    if (code == kCloseNormal) {
      end(std::string{session->peer}, out);
    } else {
      session->until = now + limits_.absence;
      absences_.emplace(session->until, session->peer);
    }
  }
  return out;
}

Actions Registry::overlong(Link link, Time now) {
  Actions out;
  if (guests_.contains(link)) dismiss(link, too_large(), out);
  auto* session = session_of(link);
  if (!session) return out;
  refuse(*session, too_large(), out);
  out.push_back(Close{link, kCloseTooLarge});
  std::ranges::move(closed(link, kCloseTooLarge, now), std::back_inserter(out));
  return out;
}

Actions Registry::tick(Time now) {
  Actions out;
  while (!hellos_due_.empty() && hellos_due_.begin()->first <= now)
    dismiss(hellos_due_.begin()->second, error("bad-message", "no hello came in time"), out);
  while (!absences_.empty() && absences_.begin()->first <= now)
    end(std::string{absences_.begin()->second}, out);
  return out;
}

std::optional<Time> Registry::deadline() const {
  std::optional<Time> first;
  if (!hellos_due_.empty()) first = hellos_due_.begin()->first;
  if (!absences_.empty()) first = std::min(first.value_or(Time::max()), absences_.begin()->first);
  return first;
}

Actions Registry::stop() {
  Actions out;
  const auto text = encode(error("going-away", "the server is stopping; try again in a moment"));
  const auto leave = [&](Link link) {
    out.push_back(Send{link, text});
    out.push_back(Close{link, kCloseGoingAway});
  };
  for (const auto& [link, guest] : guests_) leave(link);
  for (const auto& [link, peer] : links_) leave(link);
  guests_.clear();
  links_.clear();
  sessions_.clear();
  secrets_.clear();
  hellos_due_.clear();
  absences_.clear();
  return out;
}

Registry::Totals Registry::totals() const {
  auto totals = totals_;
  totals.online = links_.size();
  totals.sessions = sessions_.size();
  return totals;
}

// The first message of a connection: it registers, comes back, or is shown the door.
void Registry::hello(Link link, std::string_view text, Time now, Actions& out) {
  if (text.size() > kMaxMessage) return dismiss(link, too_large(), out);
  const auto message = decode(text);
  const auto* hello = message ? std::get_if<Hello>(&*message) : nullptr;
  if (!hello)
    return dismiss(link,
                   error("bad-message",
                         "the first message must be a hello with a peer name of "
                         "1 to 64 of A-Z a-z 0-9 . _ -"),
                   out);
  if (auto* session = resumable(*hello)) return resume(*session, link, out);
  if (sessions_.contains(hello->peer))
    return dismiss(link, error("name-taken", "the name " + hello->peer + " is taken"), out);
  start(link, *hello, now, out);
}

void Registry::start(Link link, const Hello& hello, Time now, Actions& out) {
  Session session{.peer = hello.peer,
                  .secret = guests_.at(link).secret,
                  .link = {},
                  .until = {},
                  .waiting = {},
                  .messages = {limits_.messages, now},
                  .bytes = {limits_.bytes, now},
                  .told_limit = {},
                  .logged = {}};
  secrets_.emplace(session.secret, session.peer);
  auto& started = sessions_.emplace(hello.peer, std::move(session)).first->second;
  welcome(started, link, out);
  announce(Online{hello.peer}, hello.peer, out);
}

void Registry::resume(Session& session, Link link, Actions& out) {
  if (session.link) {
    out.push_back(Close{*session.link, kCloseTakenOver});
    links_.erase(*session.link);
  } else {
    absences_.erase({session.until, session.peer});
  }
  welcome(session, link, out);
  for (auto& text : session.waiting) out.push_back(Send{link, std::move(text)});
  session.waiting.clear();
}

void Registry::welcome(Session& session, Link link, Actions& out) {
  hellos_due_.erase({guests_.at(link).until, link});
  guests_.erase(link);
  session.link = link;
  links_.emplace(link, session.peer);
  Welcome welcome{session.peer, session.secret, ice_servers_, {}, {}, {}};
  for (const auto& [peer, other] : sessions_)
    if (&other != &session) welcome.peers.push_back(peer);
  out.push_back(Send{link, encode(welcome)});
}

// The session is over: its name is free, and its secret opens nothing any more.
void Registry::end(const std::string& peer, Actions& out) {
  const auto session = sessions_.find(peer);
  absences_.erase({session->second.until, peer});
  secrets_.erase(session->second.secret);
  sessions_.erase(session);
  announce(Offline{peer}, peer, out);
}

// What a registered client says.
void Registry::act(Session& session, std::string_view text, Actions& out) {
  if (text.size() > kMaxMessage) return refuse(session, too_large(), out);
  const auto letter = open_letter(text);
  if (!letter) return refuse(session, error("bad-message", "not a JSON object with a type"), out);
  if (letter->type == "ping") out.push_back(Send{*session.link, encode(Pong{})});
  if (letter->type == "hello")
    refuse(session, error("bad-message", "hello was said already", *letter), out);
  if (is_for_a_peer(letter->type)) relay(session, *letter, out);
}

void Registry::relay(Session& session, const Letter& letter, Actions& out) {
  if (!is_peer_name(letter.to) || !is_peer_name(letter.call))
    return refuse(session, error("bad-message", letter.type + " needs `to` and `call`", letter),
                  out);
  const auto receiver = sessions_.find(letter.to);
  if (receiver == sessions_.end() || letter.to == session.peer)
    return refuse(session, error("no-such-peer", letter.to + " is not online", letter), out);
  auto text = stamped(letter, session.peer);
  if (text.size() > kMaxMessage) return refuse(session, too_large(), out);
  ++totals_.relayed;
  totals_.relayed_bytes += text.size();
  deliver(receiver->second, std::move(text), out);
}

void Registry::deliver(Session& receiver, std::string text, Actions& out) {
  if (receiver.link) {
    out.push_back(Send{*receiver.link, std::move(text)});
    return;
  }
  receiver.waiting.push_back(std::move(text));
  if (receiver.waiting.size() > limits_.waiting_messages) receiver.waiting.pop_front();
}

void Registry::announce(const Message& news, const std::string& about, Actions& out) const {
  const auto text = encode(news);
  for (const auto& [link, peer] : links_)
    if (peer != about) out.push_back(Send{link, text});
}

void Registry::refuse(Session& session, const Error& error, Actions& out) {
  if (session.logged.insert(error.code).second)
    out.push_back(Log{"refused " + session.peer + " (" + error.code + "): " + error.message});
  refuse(*session.link, error, out);
}

void Registry::refuse(Link link, const Error& error, Actions& out) {
  ++totals_.refused[error.code];
  out.push_back(Send{link, encode(error)});
}

// Before `welcome`, an error is the end.
void Registry::dismiss(Link link, const Error& error, Actions& out) {
  out.push_back(Log{"refused a newcomer (" + error.code + "): " + error.message});
  refuse(link, error, out);
  out.push_back(Close{link, kCloseRefused});
  hellos_due_.erase({guests_.at(link).until, link});
  guests_.erase(link);
}

// Whether the session may say that much now. It hears so once a second; the rest is dropped.
bool Registry::within_limits(Session& session, std::size_t size, Time now, Actions& out) {
  const bool good =
      session.messages.take(1, now) && session.bytes.take(static_cast<double>(size), now);
  if (good) return true;
  if (session.told_limit && now < *session.told_limit + kBetweenLimitNotes) {
    ++totals_.refused["rate-limited"];
    return false;
  }
  session.told_limit = now;
  refuse(session, error("rate-limited", "too many messages; those above the limit were dropped"),
         out);
  return false;
}

Registry::Session* Registry::session_of(Link link) {
  const auto peer = links_.find(link);
  return peer == links_.end() ? nullptr : &sessions_.find(peer->second)->second;
}

// The session that the secret opens, when it is of that name.
Registry::Session* Registry::resumable(const Hello& hello) {
  const auto peer = secrets_.find(hello.resume);
  if (peer == secrets_.end() || peer->second != hello.peer) return nullptr;
  return &sessions_.find(peer->second)->second;
}

}  // namespace signalling
