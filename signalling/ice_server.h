#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signalling/message.h"

// ICE servers in their two spellings. Browsers write "turn:host:3478?transport=udp" with user name
// and credential beside it; webrtcbin writes "turn://user:password@host:3478?transport=udp".
namespace signalling {

// Reads either spelling, with the user in the URL: stun:, stuns:, turn:, turns:, with or without
// "//". Empty when it is none of them, or a turn URL without user and password.
std::optional<IceServer> ice_server(std::string_view url);

// As webrtcbin takes them: one for each URL that makes sense to it. User and password are
// percent-encoded. turns: is left out, because libnice speaks no TLS there.
std::vector<std::string> webrtcbin_urls(const IceServer& server);

}  // namespace signalling
