#pragma once

#include <functional>
#include <memory>
#include <string>

#include "media/gate.h"
#include "media/gst_types.h"
#include "media/report_blocks.h"

namespace media {

// What the inner elements of a webrtcbin work with.
struct Hooks {
  std::shared_ptr<Gate> gate;
  std::shared_ptr<ReportBlocks> reports;
  std::string pem;  // our certificate and key
  std::function<void(Gate::State)>
      judged;  // on a DTLS thread, when the peer's certificate was judged
};

// Gives webrtcbin's inner elements, as they appear, the gate on the way to and from the network,
// our certificate, and the settings that webrtcbin has no property for.
gobject::Connection set_hooks(GstElement* webrtc, Hooks hooks);

}  // namespace media
