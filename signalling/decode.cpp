#include <algorithm>
#include <array>

#include <json-glib/json-glib.h>

#include "base/gobject.h"
#include "signalling/json_reader.h"
#include "signalling/json_text.h"
#include "signalling/message.h"

namespace signalling {
namespace {

constexpr std::uint64_t kMaxMediaLine = 0xffff;
constexpr std::uint64_t kMaxGeneration = 0xffffffff;
constexpr std::uint64_t kMaxSeq = std::uint64_t{1} << 53;  // beyond, browsers lose count

std::string peer(Reader& in, const char* field) {
  auto name = in.text(field);
  in.require(is_peer_name(name));
  return name;
}

Description description(Reader& in) {
  Description read;
  in.inside("description", [&](Reader& fields) {
    const auto type = fields.text("type");
    fields.require(fields.has("sdp") && (type == "offer" || type == "answer"));
    read = {type == "answer" ? Description::Type::Answer : Description::Type::Offer,
            fields.text("sdp")};
  });
  return read;
}

Description description(Reader& in, Description::Type wanted) {
  auto read = description(in);
  in.require(read.type == wanted);
  return read;
}

Candidate candidate_fields(Reader& fields) {
  Candidate read{fields.text("candidate"), fields.optional_text("sdpMid"), {}, {}};
  if (auto line = fields.number("sdpMLineIndex", kMaxMediaLine))
    read.sdp_m_line_index = static_cast<unsigned>(*line);
  read.username_fragment = fields.optional_text("usernameFragment");
  return read;
}

// `null`, "" and a candidate whose text is empty, as browsers end their list, mean: no more.
std::optional<Candidate> candidate(Reader& in) {
  in.require(in.names("candidate"));
  if (!in.has("candidate")) return {};
  if (in.is_text("candidate")) {
    in.require(in.text("candidate").empty());
    return {};
  }
  Candidate read;
  in.inside("candidate", [&](Reader& fields) { read = candidate_fields(fields); });
  if (read.candidate.empty()) return {};
  return read;
}

Reason reason(const std::string& text) {
  using enum Reason;
  constexpr std::array kAll{Normal,      Cancelled, Declined, Busy,  Timeout,
                            Unsupported, Replaced,  Lost,     Failed};
  const auto* found =
      std::find_if(kAll.begin(), kAll.end(), [&](Reason known) { return name(known) == text; });
  return found == kAll.end() ? Failed : *found;
}

unsigned generation(Reader& in) {
  return static_cast<unsigned>(in.number("generation", kMaxGeneration).value_or(0));
}

Hello hello(Reader& in) {
  return {peer(in, "peer"), in.text("token"), in.text("resume"), in.number("seq", kMaxSeq),
          in.list("features")};
}

IceServer ice_server(Reader& in) {
  auto urls = in.is_text("urls") ? std::vector{in.text("urls")} : in.list("urls");
  return {std::move(urls), in.text("username"), in.text("credential")};
}

Welcome welcome(Reader& in) {
  Welcome read;
  read.peer = peer(in, "peer");
  read.resume = in.text("resume");
  in.each_object("iceServers",
                 [&](Reader& server) { read.ice_servers.push_back(ice_server(server)); });
  read.peers = in.list("peers");
  in.require(std::all_of(read.peers.begin(), read.peers.end(), is_peer_name));
  read.seq = in.number("seq", kMaxSeq);
  read.features = in.list("features");
  return read;
}

Error error(Reader& in) {
  Error read{in.text("code"), in.text("message"), in.text("call"), in.text("to"),
             in.number("re", kMaxSeq)};
  in.require(!read.code.empty());
  return read;
}

std::optional<CallWord> call_word(const std::string& type, Reader& in) {
  using enum Description::Type;
  if (type == "ring") return Ring{description(in, Offer), in.list("muted"), in.list("features")};
  if (type == "ringing") return Ringing{};
  if (type == "accept")
    return Accept{description(in, Answer), in.list("muted"), in.list("features")};
  if (type == "description") return Redescribe{generation(in), description(in)};
  if (type == "candidate") return Trickle{generation(in), candidate(in)};
  if (type == "hangup") return Hangup{reason(in.text("reason"))};
  return {};
}

std::optional<Message> call_message(const std::string& type, Reader& in) {
  auto word = call_word(type, in);
  if (!word) return {};
  CallMessage read{peer(in, "from"), in.text("call"), std::move(*word)};
  in.require(is_peer_name(read.call));  // a UUID; other short identifiers do no harm
  return read;
}

std::optional<Message> any_message(Reader& in) {
  const auto type = in.text("type");
  if (type == "hello") return hello(in);
  if (type == "welcome") return welcome(in);
  if (type == "online") return Online{peer(in, "peer")};
  if (type == "offline") return Offline{peer(in, "peer")};
  if (type == "ping") return Ping{in.number("seq", kMaxSeq)};
  if (type == "pong") return Pong{in.number("seq", kMaxSeq)};
  if (type == "error") return error(in);
  return call_message(type, in);
}

constexpr std::array<std::string_view, 13> kTypes{
    "hello", "welcome", "online", "offline",     "ping",      "pong",  "error",
    "ring",  "ringing", "accept", "description", "candidate", "hangup"};

}  // namespace

bool is_of_unknown_type(std::string_view text) {
  const auto members = json::members(text);
  if (!members) return false;
  const auto found = std::find_if(members->begin(), members->end(), [](const auto& member) {
    return json::string(member.key) == "type";
  });
  const auto type = found == members->end() ? std::nullopt : json::string(found->value);
  return type && std::find(kTypes.begin(), kTypes.end(), *type) == kTypes.end();
}

std::optional<Message> decode(std::string_view text) {
  // json-glib calls itself at each level of nesting: what is checked first cannot overflow the
  // stack.
  if (text.size() > kMaxMessage || !json::members(text)) return {};
  if (!g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr)) return {};
  const gobject::Ptr<JsonParser> parser{json_parser_new_immutable()};
  if (!json_parser_load_from_data(parser.get(), text.data(), static_cast<gssize>(text.size()),
                                  nullptr))
    return {};
  auto* root = json_parser_get_root(parser.get());
  if (!root || !JSON_NODE_HOLDS_OBJECT(root)) return {};
  Reader in{json_node_get_object(root)};
  auto message = any_message(in);
  if (!in.sound()) return {};
  return message;
}

}  // namespace signalling
