#include "base/json_writer.h"
#include "signalling/message.h"

namespace signalling {
namespace {

using Writer = JsonWriter;

void write(Writer& out, const Description& description) {
  out.open("description");
  out.add("type", description.type == Description::Type::Offer ? "offer" : "answer");
  out.add("sdp", description.sdp);
  out.close();
}

void write(Writer& out, const Candidate& candidate) {
  out.open("candidate");
  out.add("candidate", candidate.candidate);
  out.add("sdpMid", candidate.sdp_mid);
  out.add("sdpMLineIndex", candidate.sdp_m_line_index);
  out.add("usernameFragment", candidate.username_fragment);
  out.close();
}

void write(Writer& out, const IceServer& server) {
  out.open();
  out.add("urls", server.urls);
  out.add_any("username", server.username);
  out.add_any("credential", server.credential);
  out.close();
}

void write(Writer& out, const Hello& hello) {
  out.add("type", "hello");
  out.add("peer", hello.peer);
  out.add_any("token", hello.token);
  out.add_any("resume", hello.resume);
  out.add("seq", hello.seq);
  out.add_any("features", hello.features);
}

void write(Writer& out, const Welcome& welcome) {
  out.add("type", "welcome");
  out.add("peer", welcome.peer);
  out.add("resume", welcome.resume);
  out.open_list("iceServers");
  for (const auto& server : welcome.ice_servers) write(out, server);
  out.close_list();
  out.add("peers", welcome.peers);
  out.add("seq", welcome.seq);
  out.add_any("features", welcome.features);
}

void write(Writer& out, const Online& online) {
  out.add("type", "online");
  out.add("peer", online.peer);
}

void write(Writer& out, const Offline& offline) {
  out.add("type", "offline");
  out.add("peer", offline.peer);
}

void write(Writer& out, const Ping& ping) {
  out.add("type", "ping");
  out.add("seq", ping.seq);
}

void write(Writer& out, const Pong& pong) {
  out.add("type", "pong");
  out.add("seq", pong.seq);
}

void write(Writer& out, const Error& error) {
  out.add("type", "error");
  out.add("code", error.code);
  out.add("message", error.message);
  out.add_any("call", error.call);
  out.add_any("to", error.to);
  out.add("re", error.re);
}

std::string_view type(const Ring&) { return "ring"; }
std::string_view type(const Ringing&) { return "ringing"; }
std::string_view type(const Accept&) { return "accept"; }
std::string_view type(const Redescribe&) { return "description"; }
std::string_view type(const Trickle&) { return "candidate"; }
std::string_view type(const Hangup&) { return "hangup"; }

void write(Writer& out, const Ring& ring) {
  write(out, ring.description);
  out.add_any("muted", ring.muted);
  out.add_any("features", ring.features);
}

void write(Writer&, const Ringing&) {}

void write(Writer& out, const Accept& accept) {
  write(out, accept.description);
  out.add_any("muted", accept.muted);
  out.add_any("features", accept.features);
}

void write(Writer& out, const Redescribe& redescribe) {
  out.add("generation", redescribe.generation);
  write(out, redescribe.description);
}

void write(Writer& out, const Trickle& trickle) {
  out.add("generation", trickle.generation);
  if (trickle.candidate)
    write(out, *trickle.candidate);
  else
    out.null("candidate");
}

void write(Writer& out, const Hangup& hangup) { out.add("reason", name(hangup.reason)); }

void write(Writer& out, const CallMessage& message) {
  std::visit([&](const auto& word) { out.add("type", type(word)); }, message.word);
  out.add("to", message.peer);
  out.add("call", message.call);
  std::visit([&](const auto& word) { write(out, word); }, message.word);
}

}  // namespace

std::string encode(const Message& message) {
  Writer out;
  std::visit([&](const auto& it) { write(out, it); }, message);
  return out.text();
}

}  // namespace signalling
