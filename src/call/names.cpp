#include "call/names.h"

#include <cstdlib>

namespace call {
namespace {

const char* name_of(const Dial&) { return "dial"; }
const char* name_of(const AcceptCall&) { return "we accept"; }
const char* name_of(const DeclineCall&) { return "we decline"; }
const char* name_of(const HangUp&) { return "we hang up"; }
const char* name_of(const Renew&) { return "renew"; }
const char* name_of(const Registered&) { return "registered"; }
const char* name_of(const PeerOnline&) { return "peer online"; }
const char* name_of(const PeerOffline&) { return "peer offline"; }
const char* name_of(const Refused&) { return "refused by the server"; }
const char* name_of(const Prepared&) { return "offer read"; }
const char* name_of(const Described&) { return "description made"; }
const char* name_of(const CandidateFound&) { return "candidate found"; }
const char* name_of(const Connected&) { return "connected"; }
const char* name_of(const MediaCame&) { return "media came"; }
const char* name_of(const FirstFrame&) { return "first frame"; }
const char* name_of(const Failed&) { return "media failed"; }

const char* name_of(const signalling::Ring&) { return "peer rings"; }
const char* name_of(const signalling::Ringing&) { return "rings at the peer"; }
const char* name_of(const signalling::Accept&) { return "peer accepts"; }
const char* name_of(const signalling::Redescribe&) { return "peer's next generation"; }
const char* name_of(const signalling::Trickle&) { return "peer's candidate"; }
const char* name_of(const signalling::Hangup&) { return "peer hangs up"; }
const char* name_of(const Received& message) {
  return std::visit([](const auto& word) { return name_of(word); }, message.word);
}

}  // namespace

const char* name(Call::State state) {
  switch (state) {
    case Call::State::Waiting: return "waiting";
    case Call::State::Offering: return "offering";
    case Call::State::Ringing: return "ringing";
    case Call::State::Checking: return "checking";
    case Call::State::Asking: return "asking";
    case Call::State::Answering: return "answering";
    case Call::State::Connecting: return "connecting";
    case Call::State::Up: return "up";
    case Call::State::Ended: return "ended";
  }
  std::abort();  // not a State
}

const char* name(const Event& event) {
  return std::visit([](const auto& it) { return name_of(it); }, event);
}

}  // namespace call
