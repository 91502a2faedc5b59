// What a call does once it is accepted: finding a path, and renewing the connection.
#include <algorithm>
#include <limits>

#include "call/call.h"

namespace call {
namespace {

using signalling::Description;
using signalling::Reason;

constexpr Seconds kPathWait{30};     // for the first path of a connection
constexpr Seconds kRevivalWait{10};  // webrtcbin's `failed` can still be revived by a candidate

}  // namespace

void Call::be_accepted(Time now) {
  accepted_ = now;
  until_.reset();
  current_.connect_by = now + kPathWait;
}

Actions Call::on(const Connected& connected, Time now) {
  auto* connection = find(connected.generation);
  if (connection == nullptr || !connection->described || !connection->peer_described) return {};
  connection->connected = true;
  if (state_ != State::Connecting) return change_over();
  state_ = State::Up;
  const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(now - *accepted_);
  Actions actions{Up{id_, after}};
  append(actions, change_over());
  return actions;
}

Actions Call::on(const MediaCame& came, Time) {
  auto* connection = find(came.generation);
  if (connection == nullptr) return {};
  connection->media_came = true;
  return change_over();
}

Actions Call::on(const FirstFrame& frame, Time) {
  if (!accepted_) return {};
  if (duration_ && !hang_up_at_) hang_up_at_ = frame.when + *duration_;
  return {Shown{id_, frame.medium,
                std::chrono::duration_cast<std::chrono::milliseconds>(frame.when - *accepted_)}};
}

// The old connection goes when media comes through the new one, so that nothing is missed.
Actions Call::change_over() {
  if (!next_ || !next_->connected || !next_->media_came) return {};
  return take_over();
}

Actions Call::take_over() {
  const auto old = std::exchange(current_, *std::exchange(next_, {})).generation;
  return {DropConnection{old}};
}

Actions Call::on(const Renew&, Time now) {
  const bool can = state_ == State::Connecting || state_ == State::Up;
  if (!can || next_ || latest_ == std::numeric_limits<unsigned>::max()) return {};
  next_ = Connection{.generation = ++latest_, .offered_by_us = true, .connect_by = now + kPathWait};
  return {MakeOffer{latest_}};
}

Actions Call::send_renewal(Connection& connection, const Described& made) {
  connection.described = true;
  Actions actions{say(signalling::Redescribe{made.generation, made.description})};
  say_found(connection, actions);
  connection.found.clear();
  return actions;
}

Actions Call::hear(const signalling::Redescribe& it, Time now) {
  if (state_ != State::Connecting && state_ != State::Up) return {};
  switch (it.description.type) {
    case Description::Type::Offer: return offered(it, now);
    case Description::Type::Answer: return answered(it);
  }
  return {};
}

// When both offer the same generation, the caller's offer stands.
Actions Call::offered(const signalling::Redescribe& offer, Time now) {
  const auto generation = offer.generation;
  const bool crossed = next_ && next_->generation == generation && next_->offered_by_us &&
                       !next_->peer_described && !outgoing_;
  if (generation <= latest_ && !crossed) return {};
  auto actions = clear_way_for(generation);
  latest_ = generation;
  next_ =
      Connection{.generation = generation, .peer_described = true, .connect_by = now + kPathWait};
  actions.emplace_back(MakeAnswer{generation, offer.description.sdp});
  return actions;
}

// A connection that stands may be all that the peer has left, and takes over; another one goes.
Actions Call::clear_way_for(unsigned generation) {
  if (!next_) return {};
  if (next_->connected && next_->generation != generation) return take_over();
  return {DropConnection{std::exchange(next_, {})->generation}};
}

Actions Call::answered(const signalling::Redescribe& answer) {
  auto* connection = find(answer.generation);  // it may have taken over since it was offered
  if (connection == nullptr || !connection->offered_by_us) return {};
  if (!connection->described || connection->peer_described) return {};
  connection->peer_described = true;
  return {TakeAnswer{answer.generation, answer.description.sdp}};
}

Actions Call::on(const Failed& failed, Time now) {
  if (!media_open_) return {};
  if (next_ && failed.generation == next_->generation)
    return next_failed(failed.trouble, failed.text, now);
  if (failed.generation != current_.generation) return {};
  switch (failed.trouble) {
    case Trouble::NoPath: return no_path(current_, now);
    case Trouble::PathLost:
      if (!current_.connected) return no_path(current_, now);
      current_.lost = true;
      if (next_) return {};
      return end_by_us(Reason::Lost, failed.trouble, failed.text);
    case Trouble::NoCommonCodec:
    case Trouble::NoCoder: return end_by_us(Reason::Unsupported, failed.trouble, failed.text);
    case Trouble::BadDescription:
    case Trouble::Identity:
    case Trouble::Internal: return end_by_us(Reason::Failed, failed.trouble, failed.text);
  }
  return {};
}

Actions Call::no_path(Connection& connection, Time now) {
  if (connection.connected || !connection.connect_by) return {};
  connection.connect_by = std::min(*connection.connect_by, now + kRevivalWait);
  return {};
}

// A renewal that fails costs nothing but itself, unless somebody is in the middle.
Actions Call::next_failed(Trouble trouble, const std::string& text, Time now) {
  switch (trouble) {
    case Trouble::NoPath: return no_path(*next_, now);
    case Trouble::Identity: return end_by_us(Reason::Failed, trouble, text);
    case Trouble::PathLost:
    case Trouble::NoCommonCodec:
    case Trouble::BadDescription:
    case Trouble::NoCoder:
    case Trouble::Internal: return drop_next();
  }
  return {};
}

Actions Call::drop_next() {
  if (current_.lost) return end_by_us(Reason::Lost, Trouble::PathLost);
  return {DropConnection{std::exchange(next_, {})->generation}};
}

}  // namespace call
