#include <cstdint>
#include <cstdlib>

#include "signalling/ice_server.h"
#include "signalling/letter.h"
#include "signalling/message.h"

using namespace signalling;

namespace {

void require(bool good) {
  if (!good) std::abort();
}

// What was read can be written and read again, and means the same.
void survives_a_round(const Message& message) {
  const auto text = encode(message);
  const auto* call = std::get_if<CallMessage>(&message);
  if (!call) return require(text.size() > kMaxMessage || decode(text) == message);
  const auto letter = open_letter(text);
  require(letter && letter->to == call->peer && letter->call == call->call);
  const auto arrived = stamped(*letter, call->peer);
  require(arrived.size() > kMaxMessage || decode(arrived) == message);
}

// Whatever a client writes, its receiver hears it from that client or not at all.
void nobody_speaks_as_another(std::string_view text) {
  const auto letter = open_letter(text);
  if (!letter) return;
  const auto arrived = stamped(*letter, "alice");
  const auto again = open_letter(arrived);
  require(again && again->type == letter->type && again->to.empty() && !again->seq);
  if (const auto message = decode(arrived))
    if (const auto* call = std::get_if<CallMessage>(&*message)) require(call->peer == "alice");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto message = decode(text)) survives_a_round(*message);
  nobody_speaks_as_another(text);
  if (const auto server = ice_server(text))
    for (const auto& url : webrtcbin_urls(*server)) require(ice_server(url).has_value());
  return 0;
}
