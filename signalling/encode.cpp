#include <json-glib/json-glib.h>

#include "base/gobject.h"
#include "signalling/message.h"

namespace gobject {
template <>
inline constexpr auto release<JsonNode> = [](JsonNode* node) { json_node_unref(node); };
}  // namespace gobject

namespace signalling {
namespace {

using gobject::Ptr;

// Writes one JSON object, member by member.
class Writer {
 public:
  Writer() { json_builder_begin_object(builder_.get()); }

  void text(const char* name, std::string_view value) {
    member(name);
    json_builder_add_string_value(builder_.get(), std::string{value}.c_str());
  }
  void text_if_any(const char* name, const std::string& value) {
    if (!value.empty()) text(name, value);
  }
  void number(const char* name, std::uint64_t value) {
    member(name);
    json_builder_add_int_value(builder_.get(), static_cast<gint64>(value));
  }
  void null(const char* name) {
    member(name);
    json_builder_add_null_value(builder_.get());
  }
  void list(const char* name, const std::vector<std::string>& values) {
    open_list(name);
    for (const auto& value : values) json_builder_add_string_value(builder_.get(), value.c_str());
    close_list();
  }
  void list_if_any(const char* name, const std::vector<std::string>& values) {
    if (!values.empty()) list(name, values);
  }
  void open_list(const char* name) {
    member(name);
    json_builder_begin_array(builder_.get());
  }
  void close_list() { json_builder_end_array(builder_.get()); }
  void open(const char* name) {
    member(name);
    open();
  }
  void open() { json_builder_begin_object(builder_.get()); }
  void close() { json_builder_end_object(builder_.get()); }

  std::string done() {
    close();
    const Ptr<JsonNode> root{json_builder_get_root(builder_.get())};
    const Ptr<char> text{json_to_string(root.get(), FALSE)};
    return text.get();
  }

 private:
  void member(const char* name) { json_builder_set_member_name(builder_.get(), name); }

  Ptr<JsonBuilder> builder_{json_builder_new()};
};

void write(Writer& out, const Description& description) {
  out.open("description");
  out.text("type", description.type == Description::Type::Offer ? "offer" : "answer");
  out.text("sdp", description.sdp);
  out.close();
}

void write(Writer& out, const Candidate& candidate) {
  out.open("candidate");
  out.text("candidate", candidate.candidate);
  if (candidate.sdp_mid) out.text("sdpMid", *candidate.sdp_mid);
  if (candidate.sdp_m_line_index) out.number("sdpMLineIndex", *candidate.sdp_m_line_index);
  if (candidate.username_fragment) out.text("usernameFragment", *candidate.username_fragment);
  out.close();
}

void write(Writer& out, const IceServer& server) {
  out.open();
  out.list("urls", server.urls);
  out.text_if_any("username", server.username);
  out.text_if_any("credential", server.credential);
  out.close();
}

void write(Writer& out, const Hello& hello) {
  out.text("type", "hello");
  out.text("peer", hello.peer);
  out.text_if_any("token", hello.token);
  out.text_if_any("resume", hello.resume);
  if (hello.seq) out.number("seq", *hello.seq);
  out.list_if_any("features", hello.features);
}

void write(Writer& out, const Welcome& welcome) {
  out.text("type", "welcome");
  out.text("peer", welcome.peer);
  out.text("resume", welcome.resume);
  out.open_list("iceServers");
  for (const auto& server : welcome.ice_servers) write(out, server);
  out.close_list();
  out.list("peers", welcome.peers);
  if (welcome.seq) out.number("seq", *welcome.seq);
  out.list_if_any("features", welcome.features);
}

void write(Writer& out, const Online& online) {
  out.text("type", "online");
  out.text("peer", online.peer);
}

void write(Writer& out, const Offline& offline) {
  out.text("type", "offline");
  out.text("peer", offline.peer);
}

void write(Writer& out, const Ping& ping) {
  out.text("type", "ping");
  if (ping.seq) out.number("seq", *ping.seq);
}

void write(Writer& out, const Pong& pong) {
  out.text("type", "pong");
  if (pong.seq) out.number("seq", *pong.seq);
}

void write(Writer& out, const Error& error) {
  out.text("type", "error");
  out.text("code", error.code);
  out.text("message", error.message);
  out.text_if_any("call", error.call);
  out.text_if_any("to", error.to);
  if (error.re) out.number("re", *error.re);
}

std::string_view type(const Ring&) { return "ring"; }
std::string_view type(const Ringing&) { return "ringing"; }
std::string_view type(const Accept&) { return "accept"; }
std::string_view type(const Redescribe&) { return "description"; }
std::string_view type(const Trickle&) { return "candidate"; }
std::string_view type(const Hangup&) { return "hangup"; }

void write(Writer& out, const Ring& ring) {
  write(out, ring.description);
  out.list_if_any("muted", ring.muted);
  out.list_if_any("features", ring.features);
}

void write(Writer&, const Ringing&) {}

void write(Writer& out, const Accept& accept) {
  write(out, accept.description);
  out.list_if_any("muted", accept.muted);
  out.list_if_any("features", accept.features);
}

void write(Writer& out, const Redescribe& redescribe) {
  out.number("generation", redescribe.generation);
  write(out, redescribe.description);
}

void write(Writer& out, const Trickle& trickle) {
  out.number("generation", trickle.generation);
  if (trickle.candidate)
    write(out, *trickle.candidate);
  else
    out.null("candidate");
}

void write(Writer& out, const Hangup& hangup) { out.text("reason", name(hangup.reason)); }

void write(Writer& out, const CallMessage& message) {
  std::visit([&](const auto& word) { out.text("type", type(word)); }, message.word);
  out.text("to", message.peer);
  out.text("call", message.call);
  std::visit([&](const auto& word) { write(out, word); }, message.word);
}

}  // namespace

std::string encode(const Message& message) {
  Writer out;
  std::visit([&](const auto& it) { write(out, it); }, message);
  return out.done();
}

}  // namespace signalling
