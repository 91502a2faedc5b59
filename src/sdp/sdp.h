#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Session descriptions (RFC 8866, JSEP RFC 8829) as text: checking what came from the wire before
// webrtcbin sees it, choosing codecs, and mending what webrtcbin 1.22 writes. Pure.
namespace sdp {

enum class Kind { Audio, Video };

// The header extension of transport-wide congestion control
// (draft-holmer-rmcat-transport-wide-cc-extensions-01).
inline constexpr const char* kTransportCcUri =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

// A codec as one medium of a description lists it.
struct Codec {
  std::string name;             // upper case: VP8 VP9 H264 OPUS
  unsigned payload = 0;         // RTP payload type, 0..127
  unsigned clock_rate = 0;      // Hz
  std::optional<unsigned> rtx;  // the payload type of its retransmissions (RFC 4588)
  std::string fmtp;             // "a=b;c=d", empty when there is none
  bool operator==(const Codec&) const = default;
};

struct Medium {
  Kind kind = Kind::Audio;
  std::string mid;
  unsigned index = 0;                  // which m= line
  bool rejected = false;               // port 0 without bundle-only
  bool sends = true, receives = true;  // from the direction, as its writer sees it
  std::vector<Codec>
      codecs;  // in the writer's order; those of names we know or not; no RTX, RED, FEC
  std::optional<unsigned> transport_cc;  // header extension id of transport-wide congestion control
  bool operator==(const Medium&) const = default;
};

struct Fingerprint {
  std::string hash;   // lower case: sha-256 ...
  std::string value;  // upper case hex with colons
  bool operator==(const Fingerprint&) const = default;
};

struct Description {
  std::vector<Medium> media;              // audio and video only
  std::vector<Fingerprint> fingerprints;  // SHA-256 and better only
};

// Whether both name one certificate by one hash, however they are written.
bool same(const Fingerprint& one, const Fingerprint& other);

// Why a description cannot be used, for the log: one sentence without any of its text.
struct Refusal {
  std::string why;
};

// Reads and checks a description from the wire: what passes cannot abort webrtcbin 1.22
// (unique mids, all in one BUNDLE group, rtcp-mux, ICE credentials, one DTLS fingerprint for all,
// known setup ...).
std::variant<Description, Refusal> read(std::string_view text);

// Why `answer` is no answer to `offer`, nothing when it is one. Both have passed read(). webrtcbin
// 1.22 does not survive every m= line that turned into another.
std::optional<Refusal> mismatch(std::string_view answer, std::string_view offer);

// A description that has passed read() as webrtcbin 1.22 can take it: without candidates that are
// of no use, each direction stated, fingerprints in one place, and the common transport in rejected
// media too, where browsers leave it out or write another.
std::string mend(std::string_view text);

// The codec to answer with: `preferred` if offered, else the first of the offer that is in `ours`.
// H.264 counts only with packetization-mode=1 and a baseline profile (42xxxx; 42e0xx before
// 4200xx), VP9 only with profile 0.
std::optional<Codec> choose(const Medium& offered, const std::vector<std::string>& ours,
                            std::string_view preferred);

// `offer` with the medium of `mid` listing all `codecs` in that order, each with nack, pli, fir,
// transport-cc feedback and its RTX (WEBRTCBIN: webrtcbin offers RTX for the first codec only).
std::string list_codecs(std::string_view offer, std::string_view mid,
                        const std::vector<Codec>& codecs);

// `text` with every a=fingerprint replaced by `own`.
std::string announce(std::string_view text, const Fingerprint& own);

// `answer` with a=rtcp-rsize for each medium where `offer` has it: webrtcbin 1.22 drops it.
std::string keep_reduced_size(std::string_view answer, std::string_view offer);

// Whether `candidate` (the value of candidate:) is well formed and of use to libnice 0.1.21: UDP,
// or TCP with a tcptype, no priority 0.
bool is_usable_candidate(std::string_view candidate);

}  // namespace sdp
