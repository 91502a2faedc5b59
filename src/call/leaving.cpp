// How a call ends, and what does not end it.
#include <cstdlib>

#include "call/call.h"
#include "call/ending.h"

namespace call {

using signalling::Reason;

Actions Call::on(const HangUp&, Time) { return end_by_us(farewell()); }

// The word for an end that our user wants.
Reason Call::farewell() const {
  switch (state_) {
    case State::Waiting:
    case State::Offering:
    case State::Ringing: return Reason::Cancelled;
    case State::Checking:
    case State::Asking: return Reason::Declined;
    case State::Answering:
    case State::Connecting:
    case State::Up:
    case State::Ended: return Reason::Normal;
  }
  std::abort();  // not a State
}

Actions Call::hear(const signalling::Hangup& hangup, Time) {
  hung_up_ = true;
  return end_by_peer(hangup.reason);
}

// The peer wants it so, though the word is ours.
Actions Call::replace() {
  Actions actions{say(signalling::Hangup{Reason::Replaced})};
  hung_up_ = true;
  append(actions, end_by_peer(Reason::Replaced));
  return actions;
}

// Nobody is left to hear that the ringing is over; and should it be said again, we ring again.
Actions Call::on(const PeerOffline&, Time) {
  switch (state_) {
    case State::Ringing: return wait();
    case State::Checking:
    case State::Asking: return end_by_peer(Reason::Cancelled);
    case State::Waiting:
    case State::Offering:  // the ring that follows will be refused
    case State::Answering:
    case State::Connecting:
    case State::Up:
    case State::Ended: return {};
  }
  std::abort();  // not a State
}

Actions Call::on(const Refused& refused, Time now) {
  if (refused.code == "no-such-peer") return on(PeerOffline{peer_}, now);
  // Only what carries a description can be too large, and what we say should never be bad.
  const bool lost = refused.code == "too-large" || refused.code == "bad-message";
  if (!lost || !rung_ || state_ == State::Up) return {};
  return end_by_us(Reason::Failed, Trouble::Internal,
                   "the server refused a message: " + refused.code);
}

Actions Call::tick(Time now) {
  auto is_due = [&](const std::optional<Time>& time) { return time && *time <= now; };
  if (is_due(until_)) return late();
  if (is_due(hang_up_at_)) return end_by_us(Reason::Normal);
  if (next_ && !next_->connected && is_due(next_->connect_by)) return drop_next();
  if (current_.connected || !is_due(current_.connect_by)) return {};
  if (!next_) return end_by_us(Reason::Failed, Trouble::NoPath);
  return take_over();
}

Actions Call::late() {
  switch (state_) {
    case State::Waiting:
    case State::Ringing:
    case State::Checking:
    case State::Asking: return end_by_us(Reason::Timeout);
    case State::Offering:
      return end_by_us(Reason::Failed, Trouble::Internal, "its media made no offer in time");
    case State::Answering:
    case State::Connecting:
    case State::Up:
    case State::Ended: return {};
  }
  std::abort();  // not a State
}

Actions Call::end_by_us(Reason reason, std::optional<Trouble> trouble, const std::string& detail) {
  Actions actions;
  if (rung_) actions.emplace_back(say(signalling::Hangup{reason}));
  hung_up_ = true;
  append(actions, end({.reason = reason, .by_us = true, .trouble = trouble}, detail));
  return actions;
}

Actions Call::end_by_peer(Reason reason) { return end({.reason = reason}, {}); }

Actions Call::end(Ended ended, const std::string& detail) {
  ended.call = id_;
  ended.peer = peer_;
  ended.accepted = accepted_.has_value();
  ended.outgoing = outgoing_;
  ended.text = sentence(ended, detail);
  Actions actions;
  // The peer may have given up its ring before it saw ours, which we dropped without a word.
  if (!dropped_.empty() && state_ != State::Up)
    actions.emplace_back(Send{peer_, dropped_, signalling::Hangup{Reason::Cancelled}});
  if (media_open_) actions.emplace_back(CloseMedia{});
  state_ = State::Ended;
  actions.emplace_back(std::move(ended));
  return actions;
}

std::string Call::sentence(const Ended& ended, const std::string& detail) const {
  if (ended.reason != Reason::Timeout || !ended.by_us || !outgoing_) return explain(ended, detail);
  return state_ == State::Waiting ? explain_absence(peer_, patience_)
                                  : explain_silence(peer_, patience_);
}

}  // namespace call
