#pragma once

#include <memory>

#include <gio/gio.h>

#include "signalling/gate.h"

// GObject's side of a Gate: the two halves of its GIOStream, as libsoup wants them. The caller owns
// what is returned.
namespace signalling {

GInputStream* gated_input(GInputStream* base, const std::shared_ptr<Gate>& gate);
GOutputStream* gated_output(GOutputStream* base, const std::shared_ptr<Gate>& gate);

}  // namespace signalling
