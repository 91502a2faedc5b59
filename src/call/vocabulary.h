#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "signalling/message.h"

// What can happen to a call, and what can follow from it.
namespace call {

using Time = std::chrono::steady_clock::time_point;
using Seconds = std::chrono::seconds;

// Why media cannot go on.
enum class Trouble {
  NoCommonCodec,   // no medium fits at all
  BadDescription,  // the peer's description cannot be used
  NoCoder,         // no encoder or decoder for any medium on this machine
  Identity,        // the key of the DTLS handshake is not the announced one
  NoPath,          // no network path was found
  PathLost,        // it was found and is gone for good
  Internal,
};

enum class Medium { Audio, Video };

// ---- What happened.
// The user:
struct Dial {
  std::string peer;
  std::string call;  // a fresh random UUID, lower case
};
struct AcceptCall {};
struct DeclineCall {};
struct HangUp {};
struct Renew {};  // replace the peer connection by the next generation
// The server:
struct Registered {
  std::vector<std::string> online;
};
struct PeerOnline {
  std::string peer;
};
struct PeerOffline {
  std::string peer;
};
struct Refused {
  std::string code, call, to;
};
// The peer:
using Received = signalling::CallMessage;
// Our media. None of a connection's events comes after its DropConnection, none after CloseMedia.
struct Prepared {};  // an incoming call's offer can be answered: ring
struct Described {   // the offer or answer that was asked for is made and is our local description
  unsigned generation = 0;
  signalling::Description description;
};
struct CandidateFound {
  unsigned generation = 0;
  std::optional<signalling::Candidate> candidate;
};
struct Connected {  // ICE and DTLS up, and the peer's key checked
  unsigned generation = 0;
};
struct MediaCame {  // the first packet of the peer's media through this connection
  unsigned generation = 0;
};
struct FirstFrame {  // the peer's first sound or picture, decoded
  Medium medium = Medium::Audio;
  Time when;
};
struct Failed {
  unsigned generation = 0;
  Trouble trouble = Trouble::Internal;
  std::string text;
};

using Event = std::variant<Dial, AcceptCall, DeclineCall, HangUp, Renew, Registered, PeerOnline,
                           PeerOffline, Refused, Received, Prepared, Described, CandidateFound,
                           Connected, MediaCame, FirstFrame, Failed>;

// ---- What to do about it.
// To the peer:
using Send = signalling::CallMessage;
// To our media:
struct MakeOffer {  // generation 0 opens the call's media
  unsigned generation = 0;
};
struct Prepare {  // opens the call's media for an offer that came; no packet may leave yet
  std::string offer;
};
struct MakeAnswer {  // generation 0: of the prepared offer, and `offer` repeats it
  unsigned generation = 0;
  std::string offer;
};
struct TakeAnswer {
  unsigned generation = 0;
  std::string answer;
};
struct AddCandidate {
  unsigned generation = 0;
  std::optional<signalling::Candidate> candidate;
};
struct DropConnection {  // this generation's peer connection is no longer needed
  unsigned generation = 0;
};
struct CloseMedia {};  // the call is over
// To people and scripts:
struct PeerCame {  // online
  std::string peer;
};
struct PeerLeft {
  std::string peer;
};
struct Waiting {  // the peer is not online yet
  std::string peer;
};
struct Incoming {
  std::string call, from;
};
struct RingingThere {
  std::string call;
};
struct Accepted {  // see CONTRACT §3 for the moment
  std::string call;
};
struct Up {
  std::string call;
  std::chrono::milliseconds after;  // since Accepted
};
struct Shown {  // the first of a medium
  std::string call;
  Medium medium = Medium::Audio;
  std::chrono::milliseconds after;  // since Accepted
};
struct Unheeded {  // what the user asked for means nothing now
  std::string why;
};
struct TurnedAway {  // a second caller, who got `busy`
  std::string from;
};
struct Ended {
  std::string call{}, peer{};
  signalling::Reason reason = signalling::Reason::Normal;
  bool by_us = false;
  bool accepted = false;  // whether the call took place at all
  bool outgoing = false;
  std::optional<Trouble> trouble{};
  std::string text{};  // one plain sentence: what happened and what to try; empty for a normal end
};

using Action = std::variant<Send, MakeOffer, Prepare, MakeAnswer, TakeAnswer, AddCandidate,
                            DropConnection, CloseMedia, PeerCame, PeerLeft, Waiting, Incoming,
                            RingingThere, Accepted, Up, Shown, Unheeded, TurnedAway, Ended>;
using Actions = std::vector<Action>;

struct Settings {
  std::string name;  // our own
  bool auto_accept = false;
  Seconds patience{45};  // for the peer to come online, then as long again for an answer
  std::optional<std::chrono::milliseconds> duration{};  // from the first media to our hanging up
};

}  // namespace call
