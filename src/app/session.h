#pragma once

#include <array>
#include <memory>
#include <optional>
#include <set>

#include <glibmm/main.h>

#include "app/host.h"
#include "app/options.h"
#include "call/line.h"
#include "media/call.h"
#include "media/studio.h"
#include "signalling/client.h"
#include "ui/commands.h"
#include "ui/events.h"

namespace app {

// One run of the program: carries events into the line and performs the actions that come out. Main
// thread only. It decides nothing about calls: that is the line's.
class Session {
 public:
  // `studio` outlives the session.
  Session(const Options& options, media::Studio& studio,
          std::chrono::steady_clock::time_point start);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Runs until it is told to stop or its call is over; gives the exit status.
  int run();

 private:
  // What happened.
  void on_server(const signalling::Message& message);
  void on(const signalling::Welcome& welcome);
  void on(const signalling::Online& online);
  void on(const signalling::Offline& offline);
  void on(const signalling::Error& error);
  void on(const signalling::CallMessage& message);
  template <class Other>
  void on(const Other&) {}
  void on_server_lost();
  void on_server_failure(const signalling::Client::Failure& failure);

  void on_media(const media::Event& event);
  void on(const media::Prepared&);
  void on(const media::Described& described);
  void on(const media::CandidateFound& found);
  void on(const media::Connected& connected);
  void on(const media::MediaCame& came);
  void on(const media::FirstFrame& frame);
  void on(const media::WindowClosed&);
  void on(const media::Failed& failed);
  void on(const media::Warning& warning);

  void on(const ui::DoCall& command);
  void on(const ui::DoAccept&);
  void on(const ui::DoDecline&);
  void on(const ui::DoHangUp&);
  void on(const ui::DoMute& command);
  void on(const ui::DoRenew&);
  void on(const ui::DoPrintPipeline&);
  void on(const ui::DoQuit&);

  // What to do.
  void handle(const call::Event& event);
  void log_change(const char* before, const char* cause) const;
  void perform(const call::Actions& actions);
  void act(const call::Send& message);
  void act(const call::MakeOffer& action);
  void act(const call::Prepare& action);
  void act(const call::MakeAnswer& action);
  void act(const call::TakeAnswer& action);
  void act(const call::AddCandidate& action);
  void act(const call::DropConnection& action);
  void act(const call::CloseMedia&);
  void act(const call::PeerCame& action);
  void act(const call::PeerLeft& action);
  void act(const call::Waiting& action);
  void act(const call::Incoming& action);
  void act(const call::RingingThere& action);
  void act(const call::Accepted& action);
  void act(const call::Up& action);
  void act(const call::Shown& action);
  void act(const call::Unheeded& action);
  void act(const call::TurnedAway& action);
  void act(const call::Ended& action);

  void tell(const ui::Event& event);
  void warn(ui::Code code, const std::string& text);
  void set_alarm();
  void stop();
  void finish(int status, const std::string& sentence = {});
  media::Call& media();

  const Options options_;
  media::Studio& studio_;
  Glib::RefPtr<Glib::MainLoop> loop_ = Glib::MainLoop::create();
  call::Line line_;
  std::optional<ui::Events> events_;
  std::optional<ui::Commands> commands_;
  std::unique_ptr<media::Call> media_;
  media::Ice server_ice_;
  std::optional<std::string> gone_for_good_;  // why the server will not have us any more
  bool server_lost_ = false;
  bool dialled_ = false, stopping_ = false, finished_ = false;
  std::set<sdp::Kind> muted_;  // outlasts a call's media: a ring that crosses ours makes new ones
  std::array<guint, 2> signals_{};
  sigc::connection alarm_, stats_timer_;
  int status_ = 0;
  std::optional<Host> host_;
  std::unique_ptr<signalling::Client> client_;
};

}  // namespace app
