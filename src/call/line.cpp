#include "call/line.h"

#include <algorithm>

namespace call {
namespace {

using signalling::Description;
using signalling::Reason;

constexpr std::size_t kRemembered = 32;

Actions refuse(const Dial& dial, std::string why) {
  return {Ended{.call = dial.call,
                .peer = dial.peer,
                .reason = Reason::Unsupported,
                .by_us = true,
                .outgoing = true,
                .text = std::move(why)}};
}

}  // namespace

Actions Line::handle(const Event& event, Time now) {
  auto actions = std::visit([&](const auto& it) { return on(it, now); }, event);
  forget_if_over();
  return actions;
}

Actions Line::tick(Time now) {
  if (!call_) return {};
  auto actions = call_->tick(now);
  forget_if_over();
  return actions;
}

std::optional<Time> Line::deadline() const {
  if (!call_) return {};
  return call_->deadline();
}

template <class Other>
Actions Line::on(const Other& event, Time now) {
  if (!call_) return {};
  return call_->handle(event, now);
}

Actions Line::on(const Dial& dial, Time now) {
  if (call_ && call_->peer() == dial.peer && call_->asks()) return call_->handle(AcceptCall{}, now);
  if (call_)
    return {Unheeded{"There is a call with " + call_->peer() + " already: hang up first."}};
  if (dial.peer == settings_.name)
    return refuse(dial, "You cannot call yourself: " + dial.peer + " is your own name.");
  if (!signalling::is_peer_name(dial.peer))
    return refuse(dial, "'" + dial.peer + "' is no name: use 1 to 64 of A-Z a-z 0-9 . _ -");
  return call_.emplace(settings_, dial, now).dial(online_.contains(dial.peer), now);
}

Actions Line::on(const AcceptCall& accept, Time now) {
  if (!call_ || !call_->asks()) return {Unheeded{"Nobody is calling."}};
  return call_->handle(accept, now);
}

Actions Line::on(const DeclineCall& decline, Time now) {
  if (!call_ || !call_->asks()) return {Unheeded{"Nobody is calling."}};
  return call_->handle(decline, now);
}

Actions Line::on(const HangUp& hang_up, Time now) {
  if (!call_) return {Unheeded{"There is no call."}};
  return call_->handle(hang_up, now);
}

Actions Line::on(const Registered& registered, Time now) {
  const std::set<std::string> there{registered.online.begin(), registered.online.end()};
  Actions actions;
  for (const auto& peer : there) append(actions, came(peer));
  for (const auto& peer : std::set{online_})
    if (!there.contains(peer)) append(actions, left(peer));
  // Who is missing may only not be back yet: a server that came anew knows nobody at first.
  if (call_ && online_.contains(call_->peer()))
    append(actions, call_->handle(PeerOnline{call_->peer()}, now));
  return actions;
}

Actions Line::on(const PeerOnline& online, Time now) {
  auto actions = came(online.peer);
  if (call_ && call_->peer() == online.peer) append(actions, call_->handle(online, now));
  return actions;
}

Actions Line::on(const PeerOffline& offline, Time now) {
  auto actions = left(offline.peer);
  if (call_ && call_->peer() == offline.peer) append(actions, call_->handle(offline, now));
  return actions;
}

Actions Line::came(const std::string& peer) {
  if (peer == settings_.name || !online_.insert(peer).second) return {};
  return {PeerCame{peer}};
}

Actions Line::left(const std::string& peer) {
  if (online_.erase(peer) == 0) return {};
  return {PeerLeft{peer}};
}

Actions Line::on(const Refused& refused, Time now) {
  Actions actions;
  if (refused.code == "no-such-peer") actions = left(refused.to);
  if (!call_ || refused.call != call_->id()) return actions;
  if (!refused.to.empty() && refused.to != call_->peer()) return actions;
  append(actions, call_->handle(refused, now));
  return actions;
}

Actions Line::on(const Received& message, Time now) {
  if (call_ && call_->peer() == message.peer && call_->id() == message.call)
    return call_->handle(message, now);
  if (const auto* ring = std::get_if<signalling::Ring>(&message.word))
    return rings(message, *ring, now);
  return {};
}

Actions Line::rings(const Received& message, const signalling::Ring& ring, Time now) {
  if (ring.description.type != Description::Type::Offer || message.peer == settings_.name)
    return {};
  if (std::ranges::find(over_, std::pair{message.peer, message.call}) != over_.end()) return {};
  if (!call_) return take(message, ring, Call::Consent::Asked, now);
  if (call_->peer() != message.peer) return turn_away(message);
  if (call_->stands_against(message.call)) return {};

  if (!call_->awaits_accept()) {
    auto actions = call_->replace();
    append(actions, take(message, ring, Call::Consent::Asked, now));
    return actions;
  }
  const auto dropped = call_->has_rung() ? call_->id() : "";
  remember(call_->peer(), call_->id());
  auto actions = call_->give_way();
  append(actions, take(message, ring, Call::Consent::Given, now));
  call_->instead_of(dropped);
  return actions;
}

Actions Line::take(const Received& message, const signalling::Ring& ring, Call::Consent consent,
                   Time now) {
  forget_if_over();
  return call_.emplace(settings_, message, consent, now).open(ring.description.sdp);
}

Actions Line::turn_away(const Received& message) {
  remember(message.peer, message.call);
  return {Send{message.peer, message.call, signalling::Hangup{Reason::Busy}},
          TurnedAway{message.peer}};
}

void Line::remember(const std::string& peer, const std::string& call) {
  over_.emplace_back(peer, call);
  if (over_.size() > kRemembered) over_.pop_front();
}

void Line::forget_if_over() {
  if (!call_ || !call_->over()) return;
  if (call_->over_for_both()) remember(call_->peer(), call_->id());
  call_.reset();
}

}  // namespace call
