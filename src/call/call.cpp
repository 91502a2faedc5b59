#include "call/call.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iterator>

namespace call {
namespace {

using signalling::Description;
using signalling::Reason;

constexpr Seconds kOfferWait{30};  // for our own media to make the offer
constexpr Seconds kLongestRinging{120};
constexpr unsigned kMostCandidates = 256;

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

void append(Actions& actions, Actions more) {
  std::ranges::move(more, std::back_inserter(actions));
}

Call::Call(const Settings& settings, const Dial& dial, Time now)
    : id_{dial.call},
      peer_{dial.peer},
      outgoing_{true},
      patience_{settings.patience},
      duration_{settings.duration},
      begun_{now},
      state_{State::Waiting},
      until_{now + settings.patience} {
  current_.offered_by_us = true;
}

Call::Call(const Settings& settings, const Received& ring, Consent consent, Time now)
    : id_{ring.call},
      peer_{ring.peer},
      outgoing_{false},
      unasked_{consent == Consent::Given},
      auto_accept_{settings.auto_accept},
      patience_{settings.patience},
      duration_{settings.duration},
      begun_{now},
      state_{State::Checking},
      rung_{true},
      until_{now + kLongestRinging} {
  current_.peer_described = true;
}

Actions Call::dial(bool online, Time now) {
  if (online) return on(PeerOnline{peer_}, now);
  return {Waiting{peer_}};
}

Actions Call::open(const std::string& offer) {
  offer_ = offer;
  media_open_ = true;
  return {Prepare{offer}};
}

// ---- Our own call, until it is accepted

// A ring that the peer may have missed is repeated, for a repeat means nothing to who has it.
Actions Call::on(const PeerOnline&, Time now) {
  switch (state_) {
    case State::Waiting:
      if (current_.described) return ring(now);
      state_ = State::Offering;
      media_open_ = true;
      until_ = now + kOfferWait;
      return {MakeOffer{0}};
    case State::Ringing: return ring(now);
    case State::Offering:
    case State::Checking:
    case State::Asking:
    case State::Answering:
    case State::Connecting:
    case State::Up:
    case State::Ended: return {};
  }
  std::abort();  // not a State
}

// However often the peer comes and goes, we wait for it and ring it no longer than promised.
Actions Call::ring(Time now) {
  if (state_ != State::Ringing) until_ = std::min(now + patience_, begun_ + 2 * patience_);
  state_ = State::Ringing;
  rung_ = true;
  current_.described = true;
  Actions actions{say(signalling::Ring{{Description::Type::Offer, offer_}, {}, {}})};
  say_found(current_, actions);
  return actions;
}

Actions Call::wait() {
  state_ = State::Waiting;
  rings_there_ = false;
  return {Waiting{peer_}};
}

Actions Call::hear(const signalling::Ringing&, Time) {
  if (state_ != State::Ringing && state_ != State::Waiting) return {};
  state_ = State::Ringing;
  if (std::exchange(rings_there_, true)) return {};
  return {RingingThere{id_}};
}

Actions Call::hear(const signalling::Accept& accept, Time now) {
  if (!awaits_accept() || accept.description.type != Description::Type::Answer) return {};
  state_ = State::Connecting;
  be_accepted(now);
  current_.peer_described = true;
  current_.found.clear();
  return {Accepted{id_}, TakeAnswer{0, accept.description.sdp}};
}

bool Call::awaits_accept() const {
  return state_ == State::Waiting || state_ == State::Offering || state_ == State::Ringing;
}

bool Call::stands_against(const std::string& other) const {
  return state_ == State::Ringing && lower_case(id_) >= lower_case(other);
}

Actions Call::give_way() {
  state_ = State::Ended;
  if (!media_open_) return {};
  return {CloseMedia{}};
}

// ---- The peer's call, until it is accepted

Actions Call::on(const Prepared&, Time now) {
  if (state_ != State::Checking) return {};
  state_ = State::Asking;
  if (unasked_) return accept(now);
  Actions actions{say(signalling::Ringing{}), Incoming{id_, peer_}};
  if (auto_accept_) append(actions, accept(now));
  return actions;
}

Actions Call::on(const AcceptCall&, Time now) {
  if (state_ != State::Asking) return {};
  return accept(now);
}

Actions Call::accept(Time now) {
  state_ = State::Answering;
  be_accepted(now);
  return {Accepted{id_}, MakeAnswer{0, offer_}};
}

Actions Call::send_answer(const Description& answer) {
  state_ = State::Connecting;
  current_.described = true;
  Actions actions{say(signalling::Accept{answer, {}, {}})};
  say_found(current_, actions);
  current_.found.clear();
  return actions;
}

Actions Call::on(const DeclineCall&, Time) {
  if (state_ != State::Asking) return {};
  return end_by_us(Reason::Declined);
}

// ---- Both ways

Actions Call::on(const Received& message, Time now) {
  if (!rung_) return {};
  return std::visit([&](const auto& word) { return hear(word, now); }, message.word);
}

Actions Call::on(const Described& made, Time now) {
  auto* connection = find(made.generation);
  if (connection == nullptr || connection->described) return {};
  switch (state_) {
    case State::Offering: offer_ = made.description.sdp; return ring(now);
    case State::Answering: return send_answer(made.description);
    case State::Connecting:
    case State::Up: return send_renewal(*connection, made);
    case State::Waiting:
    case State::Ringing:
    case State::Checking:
    case State::Asking:
    case State::Ended: return {};
  }
  std::abort();  // not a State
}

Actions Call::on(const CandidateFound& found, Time) {
  auto* connection = find(found.generation);
  if (connection == nullptr || !media_open_) return {};
  // Until the call is accepted they may have to go out again with a repeated ring.
  if (!connection->described || !accepted_) connection->found.push_back(found.candidate);
  if (!connection->described || state_ == State::Waiting) return {};
  return {say(signalling::Trickle{found.generation, found.candidate})};
}

Actions Call::hear(const signalling::Trickle& trickle, Time) {
  auto* connection = find(trickle.generation);
  if (connection == nullptr || !connection->peer_described) return {};
  if (++connection->heard > kMostCandidates) return {};
  return {AddCandidate{trickle.generation, trickle.candidate}};
}

void Call::say_found(const Connection& connection, Actions& actions) const {
  for (const auto& candidate : connection.found)
    actions.emplace_back(say(signalling::Trickle{connection.generation, candidate}));
}

Connection* Call::find(unsigned generation) {
  if (current_.generation == generation) return &current_;
  if (next_ && next_->generation == generation) return &*next_;
  return nullptr;
}

std::optional<Time> Call::deadline() const {
  std::optional<Time> first;
  auto consider = [&](const std::optional<Time>& time) {
    if (time) first = first ? std::min(*first, *time) : *time;
  };
  consider(until_);
  consider(hang_up_at_);
  if (!current_.connected) consider(current_.connect_by);
  if (next_ && !next_->connected) consider(next_->connect_by);
  return first;
}

}  // namespace call
