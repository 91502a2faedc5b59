#include "app/session.h"

#include <cstring>
#include <unistd.h>

#include <glib-unix.h>

#include "app/translation.h"
#include "ui/terminal.h"

namespace app {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr unsigned kStatsInterval = 1000;  // ms, CONTRACT §3

std::string uuid() {
  const std::unique_ptr<char, decltype(&g_free)> text{g_uuid_string_random(), g_free};
  return text.get();
}

std::string state_folder() { return std::string{g_get_user_state_dir()} + "/p2pcall"; }

}  // namespace

Session::Session(const Options& options, media::Studio& studio, Clock::time_point start)
    : options_{options}, studio_{studio}, line_{settings_of(options)} {
  if (options.events) events_.emplace(STDOUT_FILENO, start);
  commands_.emplace(
      STDIN_FILENO,
      ui::Commands::Events{[this](const ui::Command& command) {
                             std::visit([this](const auto& it) { on(it); }, command);
                           },
                           [this](const std::string& why) { warn(ui::Code::BadCommand, why); }});
}

Session::~Session() {
  for (const auto signal : signals_)
    if (signal) g_source_remove(signal);
  for (auto* timer : {&alarm_, &stats_timer_}) timer->disconnect();
}

int Session::run() {
  auto stop = +[](gpointer self) -> gboolean {
    static_cast<Session*>(self)->stop();
    return G_SOURCE_CONTINUE;
  };
  signals_ = {g_unix_signal_add(SIGINT, stop, this), g_unix_signal_add(SIGTERM, stop, this)};
  if (options_.server.empty()) {
    host_.emplace(own_ice_servers(options_));
    host_->try_now();
  }
  const auto url = host_ ? Host::url() : options_.server;
  client_ = std::make_unique<signalling::Client>(
      signalling::Client::Options{url, options_.peer, options_.token, state_folder(),
                                  options_.tls_ca},
      signalling::Client::Events{
          .on_message = [this](const signalling::Message& message) { on_server(message); },
          .on_lost = [this] { on_server_lost(); },
          .on_failure =
              [this](const signalling::Client::Failure& failure) { on_server_failure(failure); },
          .on_refused = [this](const std::string& why) { warn(ui::Code::ServerLost, why); },
          .on_bad_message =
              [this] {
                warn(ui::Code::BadMessage,
                     "A message that is not one of p2pcall's came and was ignored.");
              }});
  loop_->run();
  return status_;
}

// ---- The server.
void Session::on_server(const signalling::Message& message) {
  std::visit([this](const auto& it) { on(it); }, message);
}

void Session::on(const signalling::Welcome& welcome) {
  if (host_) host_->found();
  server_ice_ = ice_of(welcome.ice_servers);
  if (media_) media_->use(server_ice_);
  tell(ui::Registered{welcome.peer, host_ ? Host::url() : options_.server});
  if (std::exchange(server_lost_, false))
    warn(ui::Code::ServerBack, "The signalling server is back.");
  handle(call::Registered{welcome.peers});
  if (!options_.call.empty() && !std::exchange(dialled_, true))
    handle(call::Dial{options_.call, uuid()});
}

void Session::on(const signalling::Online& online) { handle(call::PeerOnline{online.peer}); }

void Session::on(const signalling::Offline& offline) { handle(call::PeerOffline{offline.peer}); }

void Session::on(const signalling::Error& error) {
  handle(call::Refused{error.code, error.call, error.to});
}

void Session::on(const signalling::CallMessage& message) { handle(message); }

void Session::on_server_lost() {
  server_lost_ = true;
  warn(ui::Code::ServerLost, "The signalling server is away; it is tried again.");
  if (host_) host_->seek();
}

void Session::on_server_failure(const signalling::Client::Failure& failure) {
  if (line_.idle()) return finish(3, failure.text);
  gone_for_good_ = failure.text;
  warn(ui::Code::ServerLost, failure.text + ". The call goes on; after it this program ends.");
}

// ---- Our media.
void Session::on_media(const media::Event& event) {
  std::visit([this](const auto& it) { on(it); }, event);
}

void Session::on(const media::Prepared&) { handle(call::Prepared{}); }

void Session::on(const media::Described& described) {
  using Type = signalling::Description::Type;
  handle(call::Described{described.generation,
                         {described.offer ? Type::Offer : Type::Answer, described.sdp}});
}

void Session::on(const media::CandidateFound& found) {
  std::optional<signalling::Candidate> candidate;
  if (!found.candidate.empty()) candidate = {found.candidate, found.mid, found.line, {}};
  handle(call::CandidateFound{found.generation, std::move(candidate)});
}

void Session::on(const media::Connected& connected) {
  handle(call::Connected{connected.generation});
}

void Session::on(const media::MediaCame& came) { handle(call::MediaCame{came.generation}); }

void Session::on(const media::FirstFrame& frame) {
  handle(call::FirstFrame{medium_of(frame.kind), frame.when});
}

void Session::on(const media::WindowClosed&) { handle(call::HangUp{}); }

void Session::on(const media::Failed& failed) {
  handle(call::Failed{failed.generation, trouble_of(failed.why), failed.text});
}

void Session::on(const media::Warning& warning) { warn(code_of(warning), warning.text); }

// ---- The user.
void Session::on(const ui::DoCall& command) { handle(call::Dial{command.peer, uuid()}); }
void Session::on(const ui::DoAccept&) { handle(call::AcceptCall{}); }
void Session::on(const ui::DoDecline&) { handle(call::DeclineCall{}); }
void Session::on(const ui::DoHangUp&) { handle(call::HangUp{}); }
void Session::on(const ui::DoRenew&) { handle(call::Renew{}); }
void Session::on(const ui::DoQuit&) { stop(); }

void Session::on(const ui::DoMute& command) {
  const auto audio = command.media == ui::DoMute::Media::Audio;
  const auto kind = audio ? sdp::Kind::Audio : sdp::Kind::Video;
  if (command.on)
    muted_.insert(kind);
  else
    muted_.erase(kind);
  if (media_) media_->mute(kind, command.on);
  tell(ui::Muted{audio ? "audio" : "video", command.on, options_.peer});
}

void Session::on(const ui::DoPrintPipeline&) {
  tell(ui::Pipeline{media_ ? media_->description() : std::string{}});
}

// ---- What to do.
void Session::handle(const call::Event& event) {
  const auto* before = line_.state();
  const auto actions = line_.handle(event, Clock::now());
  log_change(before, call::name(event));
  perform(actions);
  set_alarm();
}

void Session::log_change(const char* before, const char* cause) const {
  if (std::strcmp(before, line_.state()) != 0)
    g_info("call: %s -> %s (%s)", before, line_.state(), cause);
}

void Session::perform(const call::Actions& actions) {
  for (const auto& action : actions) std::visit([this](const auto& it) { act(it); }, action);
}

void Session::set_alarm() {
  alarm_.disconnect();
  const auto deadline = line_.deadline();
  if (!deadline) return;
  constexpr Clock::duration kLongestWait = 24h;  // more, in ms, would not fit
  const auto wait = std::clamp(*deadline - Clock::now(), Clock::duration::zero(), kLongestWait);
  alarm_ = Glib::signal_timeout().connect(
      [this] {
        const auto* before = line_.state();
        const auto actions = line_.tick(Clock::now());
        log_change(before, "time");
        perform(actions);
        set_alarm();
        return false;
      },
      unsigned(std::chrono::ceil<milliseconds>(wait).count()));
}

media::Call& Session::media() {
  if (media_) return *media_;
  media_ = std::make_unique<media::Call>(studio_, server_ice_,
                                         [this](const media::Event& event) { on_media(event); });
  for (const auto kind : muted_) media_->mute(kind, true);
  return *media_;
}

void Session::act(const call::Send& message) { client_->send(message); }
void Session::act(const call::MakeOffer& action) { media().make_offer(action.generation); }
void Session::act(const call::Prepare& action) { media().prepare(action.offer); }
void Session::act(const call::MakeAnswer& action) {
  media().make_answer(action.generation, action.offer);
}
void Session::act(const call::TakeAnswer& action) {
  media().take_answer(action.generation, action.answer);
}

void Session::act(const call::AddCandidate& action) {
  media().add_candidate(action.generation, action.candidate ? action.candidate->candidate : "");
}

void Session::act(const call::DropConnection& action) {
  if (media_) media_->drop(action.generation);
}

void Session::act(const call::CloseMedia&) {
  stats_timer_.disconnect();
  media_.reset();
}

void Session::act(const call::PeerCame& action) { tell(ui::Online{action.peer}); }
void Session::act(const call::PeerLeft& action) { tell(ui::Offline{action.peer}); }
void Session::act(const call::Waiting& action) { tell(ui::Waiting{action.peer}); }
void Session::act(const call::Incoming& action) { tell(ui::Incoming{action.call, action.from}); }
void Session::act(const call::RingingThere& action) {
  tell(ui::Ringing{action.call, line_.peer()});
}

void Session::act(const call::Accepted& action) { tell(ui::Accepted{action.call, line_.peer()}); }

void Session::act(const call::Up& action) {
  tell(ui::Connected{action.call, line_.peer(), action.after});
  stats_timer_ = Glib::signal_timeout().connect(
      [this] {
        if (media_) tell(media_->stats());
        return true;
      },
      kStatsInterval);
}

void Session::act(const call::Shown& action) {
  tell(ui::FirstFrame{action.call, name(action.medium), action.after});
}

void Session::act(const call::Unheeded& action) { warn(ui::Code::BadCommand, action.why); }

void Session::act(const call::TurnedAway& action) {
  warn(ui::Code::TurnedAway,
       action.from + " called during this call and was told that you are busy.");
}

void Session::act(const call::Ended& ended) {
  tell(ui::Ended{ended.call, ended.peer, std::string{name(ended.reason)},
                 ended.by_us ? options_.peer : ended.peer});
  const auto status = call::exit_status(ended);
  if (!options_.call.empty() || options_.duration)
    return finish(stopping_ ? 0 : status, ended.text);
  if (gone_for_good_) return finish(3, *gone_for_good_);
  if (status != 0) tell(ui::Error{ui::error_of(status), ended.text});
}

// ---- The program.
void Session::tell(const ui::Event& event) {
  if (events_) events_->tell(event);
  ui::Terminal::tell(event);
}

void Session::warn(ui::Code code, const std::string& text) { tell(ui::Warning{code, text}); }

// Hangs up or cancels first, so that the peer need not find out by itself.
void Session::stop() {
  stopping_ = true;
  if (!line_.idle()) handle(call::HangUp{});
  finish(0);
}

void Session::finish(int status, const std::string& sentence) {
  if (std::exchange(finished_, true)) return;
  if (status != 0) tell(ui::Error{ui::error_of(status), sentence});
  status_ = status;
  media_.reset();
  if (!client_) return loop_->quit();
  client_->close([this] { loop_->quit(); });
}

}  // namespace app
