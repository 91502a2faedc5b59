#include "signalling/secret.h"

#include <array>
#include <cstdlib>
#include <sys/random.h>

namespace signalling {

std::string new_secret() {
  constexpr const char* kDigits = "0123456789abcdef";
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    std::abort();  // cannot fail for so few bytes; a guessable secret is not an option
  std::string text;
  for (const unsigned byte : bytes) text += {kDigits[byte >> 4], kDigits[byte & 15]};
  return text;
}

}  // namespace signalling
