#pragma once

#include <string>

namespace signalling {

// 128 bits from the system's random source, in hexadecimal.
std::string new_secret();

}  // namespace signalling
