#include "signalling/message.h"

#include <algorithm>
#include <cstdlib>

namespace signalling {

std::string_view name(Reason reason) {
  switch (reason) {
    case Reason::Normal: return "normal";
    case Reason::Cancelled: return "cancelled";
    case Reason::Declined: return "declined";
    case Reason::Busy: return "busy";
    case Reason::Timeout: return "timeout";
    case Reason::Unsupported: return "unsupported";
    case Reason::Replaced: return "replaced";
    case Reason::Lost: return "lost";
    case Reason::Failed: return "failed";
  }
  std::abort();  // not a Reason
}

bool is_peer_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace signalling
