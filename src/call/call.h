#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "call/vocabulary.h"

namespace call {

// Puts `more` behind `actions`.
void append(Actions& actions, Actions more);

// One generation's peer connection, as far as the rules of the wire care.
struct Connection {
  unsigned generation = 0;
  bool offered_by_us = false;
  bool described = false;       // our description has gone out
  bool peer_described = false;  // the peer's has come
  bool connected = false;
  bool media_came = false;
  bool lost = false;
  unsigned heard = 0;                                         // candidates of the peer
  std::optional<Time> connect_by;                             // given up then, unless connected
  std::vector<std::optional<signalling::Candidate>> found{};  // ours, not sent for good yet
};

// One call with one peer, from dialling or from the peer's ring to its end (CONTRACT §6).
//
//      we dial                               the peer rings
//         |                                        |
//      Waiting <--gone-----.                    Checking    media reads the offer
//         | online         |                       | Prepared
//      Offering            |                    Asking      our user is asked
//         | Described      |                       | AcceptCall
//         '------------> Ringing                Answering   media makes the answer
//                          | accept                | Described
//                          '----> Connecting <-----'
//                                     | Connected
//                                     Up
//
// Each of them ends by a hangup, by trouble or by time. Later generations of the connection come
// and go while it is Connecting or Up, and change nothing in that.
class Call {
 public:
  // Whether our user is asked, or has said so already by calling the peer himself.
  enum class Consent { Asked, Given };
  enum class State {
    Waiting,
    Offering,
    Ringing,
    Checking,
    Asking,
    Answering,
    Connecting,
    Up,
    Ended
  };

  Call(const Settings& settings, const Dial& dial, Time now);
  Call(const Settings& settings, const Received& ring, Consent consent, Time now);

  // Begins a call of ours, or one that the peer's `offer` asks for.
  [[nodiscard]] Actions dial(bool online, Time now);
  [[nodiscard]] Actions open(const std::string& offer);

  template <class What>
  [[nodiscard]] Actions handle(const What& event, Time now) {
    return state_ == State::Ended ? Actions{} : on(event, now);
  }
  [[nodiscard]] Actions tick(Time now);
  [[nodiscard]] std::optional<Time> deadline() const;

  // Ends it because its own peer rings anew.
  [[nodiscard]] Actions replace();
  // Drops our ring for the peer's, which stands; the call that follows keeps in mind which.
  [[nodiscard]] Actions give_way();
  void instead_of(std::string dropped) { dropped_ = std::move(dropped); }

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& peer() const { return peer_; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool over() const { return state_ == State::Ended; }
  // Whether the peer knows that it is over, so that a repeated ring means nothing.
  [[nodiscard]] bool over_for_both() const { return hung_up_; }
  // Whether our user is asked.
  [[nodiscard]] bool asks() const { return state_ == State::Asking; }
  // Whether it is ours and the peer has not accepted it.
  [[nodiscard]] bool awaits_accept() const;
  // Whether our ring is out and stands against the peer's ring `other`.
  [[nodiscard]] bool stands_against(const std::string& other) const;
  [[nodiscard]] bool has_rung() const { return rung_; }

 private:
  // The user
  Actions on(const AcceptCall&, Time now);
  Actions on(const DeclineCall&, Time now);
  Actions on(const HangUp&, Time now);
  Actions on(const Renew&, Time now);
  // The server
  Actions on(const PeerOnline&, Time now);
  Actions on(const PeerOffline&, Time now);
  Actions on(const Refused& refused, Time now);
  // The peer
  Actions on(const Received& message, Time now);
  Actions hear(const signalling::Ring&, Time) { return {}; }  // a repeat
  Actions hear(const signalling::Ringing&, Time now);
  Actions hear(const signalling::Accept& accept, Time now);
  Actions hear(const signalling::Redescribe& description, Time now);
  Actions hear(const signalling::Trickle& candidate, Time now);
  Actions hear(const signalling::Hangup& hangup, Time now);
  // Our media
  Actions on(const Prepared&, Time now);
  Actions on(const Described& made, Time now);
  Actions on(const CandidateFound& found, Time now);
  Actions on(const Connected& connected, Time now);
  Actions on(const MediaCame& came, Time now);
  Actions on(const FirstFrame& frame, Time now);
  Actions on(const Failed& failed, Time now);

  // Ringing, and accepting
  Actions ring(Time now);
  Actions wait();
  void be_accepted(Time now);
  Actions accept(Time now);
  Actions send_answer(const signalling::Description& answer);
  // Later generations
  Actions offered(const signalling::Redescribe& offer, Time now);
  Actions answered(const signalling::Redescribe& answer);
  Actions send_renewal(Connection& connection, const Described& made);
  Actions clear_way_for(unsigned generation);
  Actions change_over();
  Actions take_over();
  Actions drop_next();
  Actions next_failed(Trouble trouble, const std::string& text, Time now);
  // The end
  Actions no_path(Connection& connection, Time now);
  Actions late();
  Actions end_by_us(signalling::Reason reason, std::optional<Trouble> trouble = {},
                    const std::string& detail = {});
  Actions end_by_peer(signalling::Reason reason);
  Actions end(Ended ended, const std::string& detail);

  [[nodiscard]] signalling::Reason farewell() const;
  [[nodiscard]] std::string sentence(const Ended& ended, const std::string& detail) const;
  [[nodiscard]] Connection* find(unsigned generation);
  [[nodiscard]] Send say(signalling::CallWord word) const { return {peer_, id_, std::move(word)}; }
  void say_found(const Connection& connection, Actions& actions) const;

  std::string id_, peer_;
  bool outgoing_;
  bool unasked_ = false;  // accepted as soon as the offer is found good
  bool auto_accept_ = false;
  Seconds patience_;
  std::optional<std::chrono::milliseconds> duration_;
  Time begun_;
  State state_;
  bool rung_ = false;  // the peer may know of this call
  bool rings_there_ = false;
  bool media_open_ = false;
  bool hung_up_ = false;
  std::string dropped_;        // our own ring that this call took the place of
  std::string offer_;          // generation 0's, whoever made it
  std::optional<Time> until_;  // when this state has lasted long enough
  std::optional<Time> accepted_, hang_up_at_;
  Connection current_;
  std::optional<Connection> next_;  // takes over when the peer's media comes through it
  unsigned latest_ = 0;             // the highest generation seen
};

}  // namespace call
