#include "signalling/metrics.h"

namespace signalling {

std::string prometheus_text(const Registry::Totals& totals, std::size_t connections,
                            std::uint64_t turned_away) {
  std::string text;
  const auto add = [&text](const std::string& name, const char* kind, std::uint64_t value) {
    text += "# TYPE p2pcall_" + name + " " + kind + "\np2pcall_" + name + " " +
            std::to_string(value) + "\n";
  };
  add("connections", "gauge", connections);
  add("peers_online", "gauge", totals.online);
  add("sessions", "gauge", totals.sessions);
  add("connections_turned_away_total", "counter", turned_away);
  add("messages_relayed_total", "counter", totals.relayed);
  add("relayed_bytes_total", "counter", totals.relayed_bytes);
  text += "# TYPE p2pcall_messages_refused_total counter\n";
  for (const auto& [code, count] : totals.refused)
    text += "p2pcall_messages_refused_total{code=\"" + code + "\"} " + std::to_string(count) + "\n";
  return text;
}

}  // namespace signalling
