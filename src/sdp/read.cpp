#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "sdp/checks.h"

// webrtcbin 1.22 trusts what it is told: it asserts that there is a mid, looks bundled media up
// without a check, and divides by clock rates. What it would not survive is refused here, and so
// is what no browser writes.
namespace sdp {
namespace {

constexpr std::size_t kMostText = 49152, kMostMedia = 8, kMostLines = 512, kLongestLine = 4096;

std::optional<std::string_view> inherited(const Block& medium, const Block& session,
                                          std::string_view name) {
  auto value = only(medium, name);
  return value ? value : only(session, name);
}

class Reading {
 public:
  explicit Reading(std::string_view text) : text_{text} {}

  Description all() {
    check_text();
    blocks_ = split(text_);
    check_session();
    bundle();
    for (unsigned i = 0; i < blocks_.media.size(); ++i) take(i);
    check_bundle();
    if (std::ranges::all_of(found_.media, &Medium::rejected))
      refuse("no medium that is not rejected");
    return std::move(found_);
  }

 private:
  void check_text() const {
    if (text_.size() > kMostText) refuse("more than 48 KiB of text");
    bool is_text = std::ranges::all_of(text_, [](char byte) {
      return (byte >= ' ' && byte < 0x7f) || byte == '\t' || byte == '\r' || byte == '\n';
    });
    if (!is_text) refuse("characters other than printable ASCII");
  }

  void check_session() const {
    const auto& lines = blocks_.session.lines;
    bool begins = lines.size() >= 4 && lines[0] == "v=0" && lines[1].starts_with("o=") &&
                  parts(lines[1], ' ').size() == 6 && lines[2].starts_with("s=");
    if (!begins) refuse("it does not begin with v=0, o= and s=");
    if (blocks_.media.empty()) refuse("no media");
    if (blocks_.media.size() > kMostMedia) refuse("more than 8 media");
    check_lines(blocks_.session, "vosiuepcbtrza");
    for (const auto& medium : blocks_.media) check_lines(medium, "micba");
  }

  static void check_lines(const Block& block, std::string_view types) {
    if (block.lines.size() > kMostLines) refuse("more than 512 lines in a medium");
    for (const auto& line : block.lines) {
      if (line.size() > kLongestLine) refuse("a line of more than 4096 characters");
      bool known = line.size() >= 2 && line[1] == '=' && types.find(line[0]) != types.npos;
      if (!known || line.find('\r') != line.npos) refuse("a line of no known type");
    }
  }

  void bundle() {
    auto groups = blocks_.session.all("group");
    if (groups.size() != 1 || !groups[0].starts_with("BUNDLE "))
      refuse("not one a=group that bundles its media");
    for (auto mid : parts(groups[0].substr(7), ' '))
      if (!bundled_.insert(mid).second) refuse("a mid twice in the bundle");
    tag_ = parts(groups[0].substr(7), ' ')[0];
  }

  void take(unsigned index) {
    const auto& block = blocks_.media[index];
    auto line = media_line(block);
    if (!line) refuse("an m= line that is not understood");
    auto mid = only(block, "mid");
    if (!mid || !is_made_of(*mid, is_token_char, 1, 32)) refuse("a medium without a mid");
    if (!mids_.insert(*mid).second) refuse("one mid for two media");
    bool rejected = is_rejected(block, *line);
    if (line->kind == "audio" || line->kind == "video")
      add(block, *line, index, rejected);
    else if (line->kind == "application")
      check_data(block, *line, rejected);
    else
      refuse("a medium that is not audio, video or data");
    check_transport(block, *mid, rejected);
  }

  void add(const Block& block, const MediaLine& line, unsigned index, bool rejected) {
    Medium medium{.kind = line.kind == "audio" ? Kind::Audio : Kind::Video,
                  .mid = std::string{*block.first("mid")},
                  .index = index,
                  .rejected = rejected,
                  .codecs = {},
                  .transport_cc = {}};
    read_direction(block, medium);
    auto listed = formats(block, line);
    check_parameters(listed, block, blocks_.session);
    auto mapped = extensions(block);
    if (!rejected) {
      if (!line.protocol.ends_with("/TLS/RTP/SAVPF")) refuse("media without DTLS");
      if (!block.has("rtcp-mux")) refuse("a medium without a=rtcp-mux");
      share_payloads(listed);
      share_extensions(mapped);
      medium.codecs = codecs(listed);
      for (const auto& [id, uri] : mapped)
        if (uri == kTransportCcUri) medium.transport_cc = id;
    }
    found_.media.push_back(std::move(medium));
  }

  void read_direction(const Block& block, Medium& medium) const {
    std::string_view direction;
    for (std::string_view name : kDirections)
      if (auto times = block.all(name).size(); times > 0) {
        if (times > 1 || !direction.empty()) refuse("more than one direction in a medium");
        direction = name;
      }
    if (direction.empty())
      for (std::string_view name : kDirections)
        if (blocks_.session.has(name)) direction = name;
    medium.sends = direction != "recvonly" && direction != "inactive";
    medium.receives = direction != "sendonly" && direction != "inactive";
  }

  // In a bundle a payload type means one codec (RFC 8843 section 9.1).
  void share_payloads(const Formats& listed) {
    for (auto payload : listed.payloads) {
      auto map = listed.mappings.find(payload);
      if (map == listed.mappings.end()) refuse("a payload type without its a=rtpmap");
      if (!payloads_.insert(payload).second) refuse("a payload type in two media");
    }
  }

  void share_extensions(const std::map<unsigned, std::string_view>& mapped) {
    for (const auto& [id, uri] : mapped)
      if (extensions_.emplace(id, uri).first->second != uri)
        refuse("a header extension id that means different things");
  }

  void check_data(const Block& block, const MediaLine& line, bool rejected) {
    if (has_data_) refuse("more than one medium for data");
    has_data_ = true;
    if (rejected) return;
    if (!line.protocol.ends_with("/DTLS/SCTP") || line.formats.size() != 1 ||
        line.formats[0] != "webrtc-datachannel" ||
        number(only(block, "sctp-port").value_or(""), 65535).value_or(0) == 0)
      refuse("a data medium that is not a WebRTC data channel");
  }

  // All media share one transport. What a rejected one says of its own is of no account, and
  // mend() replaces it.
  void check_transport(const Block& block, std::string_view mid, bool rejected) {
    if (rejected != !bundled_.contains(mid))
      refuse(rejected ? "a rejected medium in the bundle" : "a medium that is not in the bundle");
    if (rejected) return;
    auto ufrag = inherited(block, blocks_.session, "ice-ufrag").value_or("");
    auto password = inherited(block, blocks_.session, "ice-pwd").value_or("");
    auto setup = only(block, "setup").value_or("");
    if (!is_made_of(ufrag, is_ice_char, 4, 256) || !is_made_of(password, is_ice_char, 22, 256))
      refuse("a medium without proper ICE credentials");
    if (block.has("ice-ufrag") != block.has("ice-pwd")) refuse("ICE credentials in two places");
    if (setup != "actpass" && setup != "active" && setup != "passive")
      refuse("a medium without a=setup, or with an unknown one");
    agree(ufrag_, ufrag, "ICE credentials that differ within the bundle");
    agree(password_, password, "ICE credentials that differ within the bundle");
    agree(setup_, setup, "a=setup that differs within the bundle");
    if (mid == tag_ && block.has("bundle-only"))
      refuse("a bundle whose first medium is bundle-only");
    check_fingerprints(block);
  }

  static void agree(std::string_view& known, std::string_view value, const char* otherwise) {
    if (known.empty()) known = value;
    if (known != value) refuse(otherwise);
  }

  void check_fingerprints(const Block& block) {
    auto own = fingerprints(block), common = fingerprints(blocks_.session);
    bool differs = block.has("fingerprint") && !common.empty() && own != common;
    if (own.empty()) own = common;
    if (own.empty()) refuse("no fingerprint of SHA-256 or better");
    if (found_.fingerprints.empty()) found_.fingerprints = own;
    if (differs || found_.fingerprints != own) refuse("fingerprints that differ between media");
  }

  void check_bundle() const {
    for (auto mid : bundled_)
      if (!mids_.contains(mid)) refuse("a bundle that names a mid that does not exist");
  }

  std::string_view text_;
  Blocks blocks_;
  Description found_;
  std::set<std::string_view> bundled_, mids_;
  std::set<unsigned> payloads_;
  std::map<unsigned, std::string_view> extensions_;
  std::string_view tag_, ufrag_, password_, setup_;  // tag_: the bundle's first mid
  bool has_data_ = false;
};

}  // namespace

std::variant<Description, Refusal> read(std::string_view text) {
  try {
    return Reading{text}.all();
  } catch (const Refusal& refusal) {
    return refusal;
  }
}

}  // namespace sdp
