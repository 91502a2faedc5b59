#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <glibmm/main.h>

#include "base/mailbox.h"
#include "base/stats.h"
#include "media/connection.h"
#include "media/negotiation.h"
#include "media/stage.h"
#include "media/statistics.h"
#include "media/studio.h"

namespace media {

// What a call's media has to tell. Generations count its peer connections.
struct Prepared {};  // the offer fits and can be answered
struct Described {
  unsigned generation = 0;
  bool offer = false;
  std::string sdp;
};
struct CandidateFound {
  unsigned generation = 0;
  std::string mid;
  unsigned line = 0;
  std::string candidate;
};
struct Connected {
  unsigned generation = 0;
};
struct MediaCame {  // the first of the peer's media through this connection
  unsigned generation = 0;
};
struct FirstFrame {  // decoded, and on its way to the sink
  sdp::Kind kind = sdp::Kind::Audio;
  Clock::time_point when;
};
struct WindowClosed {};  // the peer's picture's, by the user
struct Failed {
  enum class Why { NoCommonCodec, BadDescription, NoCoder, WrongKey, NoPath, PathLost, Internal };
  unsigned generation = 0;
  Why why = Why::Internal;
  std::string text;
};
struct Warning {
  Topic about = Topic::Camera;
  bool back = false;  // it works again
  std::string text;   // one plain sentence
};
using Event = std::variant<Prepared, Described, CandidateFound, Connected, MediaCame, FirstFrame,
                           WindowClosed, Failed, Warning>;

// The media of one call, for as long as the call lasts, and the peer connections that carry it, one
// generation after another. Main thread only; events come on the main loop, never from inside a
// call to it, and none after the destructor.
class Call final : private Connection::Listener {
 public:
  // `studio` outlives the call. `ice` is what the server handed out, besides the user's own.
  Call(Studio& studio, const Ice& ice, std::function<void(Event)> listener);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // Opens our devices, and describes a new connection: ends in Described or Failed.
  void make_offer(unsigned generation);
  // Reads the peer's offer and readies all that answering it needs, save devices and network: ends
  // in Prepared or Failed.
  void prepare(const std::string& offer);
  // Ends in Described or Failed.
  void make_answer(unsigned generation, const std::string& offer);
  void take_answer(unsigned generation, const std::string& answer);
  // An empty candidate: there will be no more. Of which medium it is does not matter: all share one
  // transport (RFC 8843), or the description is refused.
  void add_candidate(unsigned generation, const std::string& candidate);
  // The connection of that generation is no longer needed.
  void drop(unsigned generation);

  // The ICE servers for later connections.
  void use(const Ice& ice);
  void mute(sdp::Kind kind, bool on) { stage_.mute(kind, on); }

  // Frames of the peer's picture that went to the sink.
  std::uint64_t frames_shown() const;

  // How the call fares, since its start and since the last time this was asked.
  Stats stats();
  // All that runs, as launch text with the caps that were agreed on.
  std::string description() const { return stage_.description(); }

  // To be looked into.
  GstElement* pipeline() const { return stage_.pipeline(); }

 private:
  struct Generation {
    std::unique_ptr<Connection> connection;
    std::vector<Line> lines;  // of the description that the peer knows
    std::vector<Track> offered;
    std::vector<Track> agreed;           // what goes through it once it stands
    std::string offer;                   // the peer's whole one, when we answer
    std::string own;                     // our description, as the peer knows it
    bool up = false, described = false;  // by the peer
    std::vector<std::string> early;      // candidates that came before the description
    Mailbox mailbox;
  };

  void on_described(Connection& from, std::string sdp) override;
  void on_candidate(Connection& from, unsigned line, std::string candidate) override;
  void on_connected(Connection& from) override;
  void on_wrong_key(Connection& from) override;
  void on_no_path(Connection& from) override;
  void on_failure(Connection& from, std::string what) override;
  void link(GstPad* pad, unsigned generation) override;

  Stage::Events stage_events();
  void tell(Event event);
  void fail(unsigned generation, Failed::Why why, std::string text);
  std::optional<sdp::Description> read(unsigned generation, const std::string& text);
  void ready(unsigned number, const Track& track);
  void settle_on(const std::vector<Track>& tracks);
  Generation& open(unsigned generation);
  void add_early(unsigned number);
  void tick();

  Studio& studio_;
  Ice ice_;
  std::function<void(Event)> listener_;
  const Ssrcs ssrcs_;  // in every generation
  Stage stage_;
  std::map<unsigned, Generation> generations_;
  Statistics statistics_;
  sigc::connection timer_;
  Mailbox mailbox_;  // last member: dies first
};

}  // namespace media
