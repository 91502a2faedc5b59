#pragma once

#include "call/call.h"
#include "call/vocabulary.h"

// How states and events are called in the log: nothing of what a peer wrote is in a name.
namespace call {

const char* name(Call::State state);
const char* name(const Event& event);

}  // namespace call
