#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What clients and the server say to each other (p2pcall.v1, see PROTOCOL.md), and its JSON form.
// Pure: text in, values out, and back.
namespace signalling {

// The WebSocket subprotocol.
inline constexpr const char* kProtocol = "p2pcall.v1";

// WebSocket close codes.
inline constexpr std::uint16_t kCloseNormal = 1000;
inline constexpr std::uint16_t kCloseGoingAway = 1001;
inline constexpr std::uint16_t kCloseRefused = 1008;
inline constexpr std::uint16_t kCloseTooLarge = 1009;
inline constexpr std::uint16_t kCloseTakenOver = 4001;

// The longest message, in bytes of JSON text. A longer one is refused by both ends.
inline constexpr std::size_t kMaxMessage = 65'536;

// What a browser calls RTCSessionDescriptionInit.
struct Description {
  enum class Type { Offer, Answer };
  Type type = Type::Offer;
  std::string sdp;
  bool operator==(const Description&) const = default;
};

// What a browser calls RTCIceCandidateInit. Both fields that name the medium are sent; sdpMid
// counts.
struct Candidate {
  std::string candidate;
  std::optional<std::string> sdp_mid;
  std::optional<unsigned> sdp_m_line_index;
  std::optional<std::string> username_fragment;
  bool operator==(const Candidate&) const = default;
};

// What a browser calls RTCIceServer.
struct IceServer {
  std::vector<std::string> urls;
  std::string username, credential;
  bool operator==(const IceServer&) const = default;
};

// Why a call ended (CONTRACT: reasons of hangup). A reason that is not known reads as Failed.
enum class Reason {
  Normal,
  Cancelled,
  Declined,
  Busy,
  Timeout,
  Unsupported,
  Replaced,
  Lost,
  Failed
};
std::string_view name(Reason reason);

// Between a client and the server.
struct Hello {
  std::string peer, token, resume;
  std::optional<std::uint64_t> seq;
  std::vector<std::string> features;
  bool operator==(const Hello&) const = default;
};
struct Welcome {
  std::string peer, resume;
  std::vector<IceServer> ice_servers;
  std::vector<std::string> peers;
  std::optional<std::uint64_t> seq;
  std::vector<std::string> features;
  bool operator==(const Welcome&) const = default;
};
struct Online {
  std::string peer;
  bool operator==(const Online&) const = default;
};
struct Offline {
  std::string peer;
  bool operator==(const Offline&) const = default;
};
struct Ping {
  std::optional<std::uint64_t> seq;
  bool operator==(const Ping&) const = default;
};
struct Pong {
  std::optional<std::uint64_t> seq;
  bool operator==(const Pong&) const = default;
};
struct Error {
  std::string code, message, call, to;
  std::optional<std::uint64_t> re;
  bool operator==(const Error&) const = default;
};

// From peer to peer, by way of the server.
struct Ring {
  Description description;
  std::vector<std::string> muted, features;
  bool operator==(const Ring&) const = default;
};
struct Ringing {
  bool operator==(const Ringing&) const = default;
};
struct Accept {
  Description description;
  std::vector<std::string> muted, features;
  bool operator==(const Accept&) const = default;
};
struct Redescribe {  // "description": the offer or answer of a later generation
  unsigned generation = 0;
  Description description;
  bool operator==(const Redescribe&) const = default;
};
struct Trickle {  // "candidate"
  unsigned generation = 0;
  std::optional<Candidate> candidate;  // none: there will be no more
  bool operator==(const Trickle&) const = default;
};
struct Hangup {
  Reason reason = Reason::Normal;
  bool operator==(const Hangup&) const = default;
};

// What a peer says about one call.
using CallWord = std::variant<Ring, Ringing, Accept, Redescribe, Trickle, Hangup>;
struct CallMessage {
  std::string peer;  // `to` when a client sends it, `from` when it arrives
  std::string call;  // the call's UUID
  CallWord word;
  bool operator==(const CallMessage&) const = default;
};

using Message = std::variant<Hello, Welcome, Online, Offline, Ping, Pong, Error, CallMessage>;

// The JSON text of `message`. A CallMessage is written with `to`: only clients write them.
std::string encode(const Message& message);

// Empty when the text is not a message of this protocol: peers are not trusted. A CallMessage is
// read with `from`: only clients read them (the server relays text without looking into it).
std::optional<Message> decode(std::string_view text);

// Whether `text` is an object of a type that this protocol does not know: from a later version, and
// to be ignored without a word (CONTRACT §6, rule 12).
bool is_of_unknown_type(std::string_view text);

// Whether `name` may be a peer's name: 1 to 64 of A-Z a-z 0-9 . _ -
bool is_peer_name(std::string_view name);

}  // namespace signalling
