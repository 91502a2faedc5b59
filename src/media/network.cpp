#include "media/network.h"

#include <algorithm>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <string_view>
#include <sys/socket.h>

namespace media {
namespace {

struct FreeAddresses {
  void operator()(ifaddrs* list) const { freeifaddrs(list); }
};

// As libnice 0.1.21 leaves them out (its build option ignored-network-interface-prefix).
bool is_ignored(std::string_view name) {
  constexpr std::string_view kPrefixes[] = {"docker", "veth", "virbr", "vnet"};
  return std::any_of(std::begin(kPrefixes), std::end(kPrefixes),
                     [&](auto prefix) { return name.starts_with(prefix); });
}

bool is_useful(const ifaddrs& one) {
  if (!one.ifa_addr || !(one.ifa_flags & IFF_UP) || one.ifa_flags & IFF_LOOPBACK) return false;
  const auto family = one.ifa_addr->sa_family;
  return (family == AF_INET || family == AF_INET6) && !is_ignored(one.ifa_name);
}

}  // namespace

bool has_only_loopback() {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return false;
  const std::unique_ptr<ifaddrs, FreeAddresses> list{first};
  for (const auto* one = first; one; one = one->ifa_next)
    if (is_useful(*one)) return false;
  return true;
}

}  // namespace media
