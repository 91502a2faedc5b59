#include "media/call.h"

#include <algorithm>

#include "sdp/partial.h"

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr auto kTick = 500ms;
constexpr std::int64_t kSilence = 15'000'000;  // µs without any packet: the path is gone
constexpr std::size_t kMostEarly = 64;         // candidates kept for a connection to come

Ice operator+(Ice one, const Ice& other) {
  one.stun.insert(one.stun.end(), other.stun.begin(), other.stun.end());
  one.turn.insert(one.turn.end(), other.turn.begin(), other.turn.end());
  return one;
}

// The connection that `event` is about, if it is about one.
std::optional<unsigned> generation_of(const Event& event) {
  return std::visit(
      [](const auto& it) -> std::optional<unsigned> {
        if constexpr (requires { it.generation; })
          return it.generation;
        else
          return {};
      },
      event);
}

std::uint32_t random_ssrc() { return g_random_int_range(1, G_MAXINT32); }

}  // namespace

Call::Call(Studio& studio, const Ice& ice, std::function<void(Event)> listener)
    : studio_{studio},
      ice_{studio.wishes().ice + ice},
      listener_{std::move(listener)},
      ssrcs_{random_ssrc(), random_ssrc()},
      stage_{studio, stage_events()} {
  timer_ = Glib::signal_timeout().connect(
      [this] {
        tick();
        return true;
      },
      kTick.count());
}

Call::~Call() {
  timer_.disconnect();
  while (!generations_.empty()) drop(generations_.begin()->first);
}

Stage::Events Call::stage_events() {
  return {.on_first_frame =
              [this](sdp::Kind kind, Clock::time_point when) {
                tell(FirstFrame{kind, when});
              },
          .on_warning =
              [this](Topic about, bool back, const std::string& text) {
                tell(Warning{about, back, text});
              },
          .on_error =
              [this](GstObject* source, const std::string& why) {
                for (const auto& [number, generation] : generations_)
                  if (generation.connection && generation.connection->owns(source))
                    return fail(number, Failed::Why::Internal, why);
              },
          .on_all_failed =
              [this] {
                fail(generations_.empty() ? 0 : generations_.rbegin()->first, Failed::Why::NoCoder,
                     "Neither sound nor picture can be encoded or decoded here.");
              },
          .on_window_closed = [this] { tell(WindowClosed{}); }};
}

// Never from inside a call to us: the listener may end the call at once. What a connection has to
// tell dies with it.
void Call::tell(Event event) {
  const auto of = generation_of(event);
  const auto known = of ? generations_.find(*of) : generations_.end();
  const auto& mailbox = known == generations_.end() ? mailbox_ : known->second.mailbox;
  mailbox.sender()([this, event = std::move(event)] { listener_(event); });
}

void Call::fail(unsigned generation, Failed::Why why, std::string text) {
  tell(Failed{generation, why, std::move(text)});
}

// Checks what came from the wire: webrtcbin aborts on some of it.
std::optional<sdp::Description> Call::read(unsigned generation, const std::string& text) {
  auto result = sdp::read(text);
  if (auto* refusal = std::get_if<sdp::Refusal>(&result)) {
    fail(generation, Failed::Why::BadDescription, refusal->why);
    return {};
  }
  return std::get<sdp::Description>(std::move(result));
}

Call::Generation& Call::open(unsigned number) {
  auto& generation = generations_[number];
  generation.connection = std::unique_ptr<Connection>{
      new Connection{number, stage_.pipeline(), ice_, studio_.certificate(), *this}};
  return generation;
}

void Call::use(const Ice& ice) { ice_ = studio_.wishes().ice + ice; }

void Call::make_offer(unsigned number) {
  const auto tracks = tracks_to_offer(studio_, stage_, ssrcs_);
  if (tracks.empty())
    return fail(number, Failed::Why::NoCoder,
                "This machine has no encoder and decoder for any medium.");
  stage_.open_devices();
  for (const auto& track : tracks) ready(number, track);
  auto& generation = open(number);
  generation.offered = tracks;
  generation.connection->make_offer(tracks);
}

void Call::prepare(const std::string& offer) {
  const auto description = read(0, offer);
  if (!description) return;
  if (studio_.codecs(sdp::Kind::Audio).empty() && studio_.codecs(sdp::Kind::Video).empty())
    return fail(0, Failed::Why::NoCoder, "This machine has no encoder and decoder for any medium.");
  const auto fits = tracks_to_answer(studio_, *description, ssrcs_);
  if (fits.empty())
    return fail(0, Failed::Why::NoCommonCodec, "The peer offers no codec that this machine has.");
  for (const auto& fit : fits) stage_.use(fit.track);
  tell(Prepared{});
}

void Call::make_answer(unsigned number, const std::string& offer) {
  const auto description = read(number, offer);
  if (!description) return;
  const auto fits = tracks_to_answer(studio_, *description, ssrcs_);
  if (fits.empty())
    return fail(number, Failed::Why::NoCommonCodec,
                "The peer offers no codec that this machine has.");
  stage_.open_devices();
  for (const auto& fit : fits) ready(number, fit.track);
  auto& generation = open(number);
  generation.offer = offer;
  std::vector<std::string> mids;
  for (const auto& fit : fits) {
    generation.agreed.push_back(fit.track);
    generation.lines.push_back(fit.line);
    mids.push_back(fit.line.mid);
  }
  generation.connection->make_answer(sdp::keep_only(sdp::mend(offer), mids),
                                     description->fingerprints, generation.agreed);
  add_early(number);
}

void Call::take_answer(unsigned number, const std::string& answer) {
  const auto found = generations_.find(number);
  if (found == generations_.end() || !found->second.connection) return;
  const auto description = read(number, answer);
  if (!description) return;
  auto& generation = found->second;
  if (const auto wrong = sdp::mismatch(answer, generation.own))
    return fail(number, Failed::Why::BadDescription, wrong->why);
  const auto tracks = agreed_tracks(generation.offered, *description);
  if (tracks.empty())
    return fail(number, Failed::Why::NoCommonCodec,
                "The peer answered with no codec that was offered.");
  generation.agreed = tracks;
  if (number == 0) settle_on(tracks);
  generation.connection->take_answer(sdp::pretend_accepted(sdp::mend(answer), generation.own),
                                     description->fingerprints, tracks);
  add_early(number);
}

// The first connection's encoders warm up while it is made. Those of a running call go on with what
// the standing connection takes, until the new one stands: it may never.
void Call::ready(unsigned number, const Track& track) {
  if (number == 0)
    stage_.use(track);
  else
    stage_.receive(track);
}

// What the peer did not accept is encoded for nobody.
void Call::settle_on(const std::vector<Track>& tracks) {
  for (const auto kind : {sdp::Kind::Audio, sdp::Kind::Video}) {
    const auto is_sent = [&](const Track& track) { return track.kind == kind && track.sends; };
    if (std::ranges::none_of(tracks, is_sent)) stage_.stop_sending(kind);
  }
  for (const auto& track : tracks) stage_.use(track);
}

void Call::add_candidate(unsigned number, const std::string& candidate) {
  auto& generation = generations_[number];
  if (!candidate.empty() && !sdp::is_usable_candidate(candidate)) return;
  if (generation.described)
    generation.connection->add_candidate(candidate);
  else if (generation.early.size() < kMostEarly)
    generation.early.push_back(candidate);
}

// What came before the description that it belongs to.
void Call::add_early(unsigned number) {
  auto& generation = generations_[number];
  generation.described = true;
  for (const auto& one : std::exchange(generation.early, {})) add_candidate(number, one);
}

void Call::drop(unsigned number) {
  const auto found = generations_.find(number);
  if (found == generations_.end()) return;
  stage_.detach(number);
  generations_.erase(found);
  stage_.tidy();
}

void Call::on_described(Connection& from, std::string sdp) {
  auto& generation = generations_.at(from.generation());
  const auto answers = !generation.offer.empty();
  if (answers) {
    sdp = sdp::refuse_rest(sdp, generation.offer);
  } else if (const auto own = sdp::read(sdp); std::holds_alternative<sdp::Description>(own)) {
    for (const auto& medium : std::get<sdp::Description>(own).media)
      generation.lines.push_back({medium.mid, medium.index});
  }
  generation.own = sdp;
  tell(Described{from.generation(), !answers, std::move(sdp)});
}

void Call::on_candidate(Connection& from, unsigned line, std::string candidate) {
  const auto& lines = generations_.at(from.generation()).lines;
  if (line < lines.size())
    tell(CandidateFound{from.generation(), lines[line].mid, lines[line].index,
                        std::move(candidate)});
}

void Call::on_connected(Connection& from) {
  auto& generation = generations_.at(from.generation());
  generation.up = true;
  settle_on(generation.agreed);
  stage_.attach(from);
  tell(Connected{from.generation()});
}

void Call::on_wrong_key(Connection& from) {
  fail(from.generation(), Failed::Why::WrongKey,
       "The key seen in the handshake is not the one that the peer's description announced.");
}

void Call::on_no_path(Connection& from) {
  const auto up = generations_.at(from.generation()).up;
  fail(from.generation(), up ? Failed::Why::PathLost : Failed::Why::NoPath,
       up ? "The network path to the peer is gone." : "No network path to the peer was found.");
}

void Call::on_failure(Connection& from, std::string what) {
  fail(from.generation(), Failed::Why::Internal, std::move(what));
}

void Call::link(GstPad* pad, unsigned generation) {
  if (!stage_.link(pad, generation)) return;
  mailbox_.sender()([this, generation] {
    if (generations_.contains(generation)) tell(MediaCame{generation});
  });
}

Stats Call::stats() {
  for (auto it = generations_.rbegin(); it != generations_.rend(); ++it)
    if (it->second.up) return statistics_.read(*it->second.connection, stage_);
  return {};
}

std::uint64_t Call::frames_shown() const {
  const auto* receiver = stage_.receiver(sdp::Kind::Video);
  return receiver ? receiver->meter().frames.load() : 0;
}

void Call::tick() {
  stage_.tick(Clock::now());
  if (generations_.empty()) return;
  auto& [number, newest] = *generations_.rbegin();
  if (!newest.up || newest.connection->gate().last_packet() + kSilence > g_get_monotonic_time())
    return;
  newest.up = false;
  fail(number, Failed::Why::PathLost, "Nothing has come from the peer for 15 seconds.");
}

}  // namespace media
