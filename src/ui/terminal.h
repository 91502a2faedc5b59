#pragma once

#include <string>

#include "ui/event.h"

namespace ui {

// `event` as people read it: one plain sentence, or none.
std::string sentence(const Event& event);

// Tells people what happens, on standard error.
class Terminal {
 public:
  static void tell(const Event& event);
};

}  // namespace ui
