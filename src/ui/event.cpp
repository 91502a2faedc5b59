#include "ui/event.h"

#include <cstdlib>

namespace ui {

std::string_view name(Code code) {
  switch (code) {
    case Code::BadCommand: return "bad-command";
    case Code::TurnedAway: return "turned-away";
    case Code::ServerLost: return "server-lost";
    case Code::ServerBack: return "server-back";
    case Code::BadMessage: return "bad-message";
    case Code::CameraGone: return "camera-gone";
    case Code::MicrophoneGone: return "microphone-gone";
    case Code::SpeakersGone: return "speakers-gone";
    case Code::ScreenGone: return "screen-gone";
    case Code::DeviceBack: return "device-back";
    case Code::MediumLeftOut: return "medium-left-out";
    case Code::Internal: return "internal";
    case Code::Usage: return "usage";
    case Code::Server: return "server";
    case Code::Peer: return "peer";
    case Code::Codec: return "codec";
    case Code::Path: return "path";
    case Code::Identity: return "identity";
  }
  std::abort();  // not a Code
}

Code error_of(int exit_status) {
  switch (exit_status) {
    case 2: return Code::Usage;
    case 3: return Code::Server;
    case 4: return Code::Peer;
    case 5: return Code::Codec;
    case 6: return Code::Path;
    case 7: return Code::Identity;
    default: return Code::Internal;
  }
}

}  // namespace ui
