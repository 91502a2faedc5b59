#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "call/call.h"
#include "call/ending.h"
#include "call/names.h"
#include "call/vocabulary.h"

// The rules of calls (CONTRACT §6): events and the time come in, actions go out.
// Pure: knows no socket, no pipeline, no clock.
namespace call {

// One person's line: at most one call at a time, and who is online.
class Line {
 public:
  explicit Line(Settings settings) : settings_{std::move(settings)} {}

  // Does what follows from `event`; an event that means nothing now does nothing.
  [[nodiscard]] Actions handle(const Event& event, Time now);
  // Does what follows from the time alone.
  [[nodiscard]] Actions tick(Time now);
  // When tick() must next be called.
  [[nodiscard]] std::optional<Time> deadline() const;
  [[nodiscard]] bool idle() const { return !call_; }
  // For the log: "idle", or the state of the call that lasts.
  [[nodiscard]] const char* state() const { return call_ ? name(call_->state()) : "idle"; }
  // The other end of the call that lasts; empty when there is none.
  [[nodiscard]] std::string peer() const { return call_ ? call_->peer() : std::string{}; }
  // Everybody else who is online.
  [[nodiscard]] const std::set<std::string>& online() const { return online_; }

 private:
  Actions on(const Dial& dial, Time now);
  Actions on(const AcceptCall& accept, Time now);
  Actions on(const DeclineCall& decline, Time now);
  Actions on(const HangUp& hang_up, Time now);
  Actions on(const Registered& registered, Time now);
  Actions on(const PeerOnline& online, Time now);
  Actions on(const PeerOffline& offline, Time now);
  Actions on(const Refused& refused, Time now);
  Actions on(const Received& message, Time now);
  template <class Other>
  Actions on(const Other& event, Time now);

  Actions rings(const Received& message, const signalling::Ring& ring, Time now);
  Actions take(const Received& message, const signalling::Ring& ring, Call::Consent consent,
               Time now);
  Actions turn_away(const Received& message);
  Actions came(const std::string& peer);
  Actions left(const std::string& peer);
  void remember(const std::string& peer, const std::string& call);
  void forget_if_over();

  Settings settings_;
  std::set<std::string> online_;
  std::optional<Call> call_;
  std::deque<std::pair<std::string, std::string>> over_;  // the last calls, by peer and call
};

}  // namespace call
