#pragma once

#include <cstdint>
#include <string>

#include "signalling/registry.h"

namespace signalling {

// What /metrics says, in Prometheus' text form.
std::string prometheus_text(const Registry::Totals& totals, std::size_t connections,
                            std::uint64_t turned_away);

}  // namespace signalling
