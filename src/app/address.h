#pragma once

#include <string>

#include "signalling/message.h"

// Addresses that people type, in the one form that the rest of the program takes.
namespace app {

// A signalling server's: ws://HOST[:PORT]/ws or wss://…; the path may be left out.
// Throws WrongUsage.
std::string server_address(const std::string& typed);

// An ICE server's: stun://HOST:PORT, turn://USER:PASSWORD@HOST:PORT[?transport=udp|tcp]; the
// slashes and the port may be left out. Throw WrongUsage.
signalling::IceServer stun_server(const std::string& typed);
signalling::IceServer turn_server(const std::string& typed);

}  // namespace app
