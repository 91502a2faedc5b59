#pragma once

#include <string>

#include "call/vocabulary.h"

// What the end of a call means for people and for scripts.
namespace call {

// The program's exit status for the end of its call (CONTRACT §2).
int exit_status(const Ended& ended);

// One plain sentence: what failed, where, and what to try; empty when the exit status is 0.
// `detail` is what our media said about it.
std::string explain(const Ended& ended, const std::string& detail);

// The same for the two ways in which our own call comes to nothing.
std::string explain_absence(const std::string& peer, Seconds patience);
std::string explain_silence(const std::string& peer, Seconds patience);

}  // namespace call
