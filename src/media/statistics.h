#pragma once

#include <array>
#include <cstdint>

#include "base/stats.h"
#include "media/gst_types.h"
#include "media/stage.h"

namespace media {

// How a call's media fare. webrtcbin's own get-stats is wrong with BUNDLE in 1.22 (it writes one
// medium's figures to all), so these come from the RTP session and from our own meters. Main
// thread only.
class Statistics {
 public:
  // `connection` is the one that carries the call now.
  Stats read(const Connection& connection, const Stage& stage);

 private:
  // A count that a rate is made of.
  struct Rate {
    std::uint64_t before = 0;
    double per_second(std::uint64_t now, double seconds);
  };
  struct Medium {
    Rate sent_bytes, received_bytes, captured, shown;
  };

  void read_sending(GObject* session, const Connection& connection, const Sender& sender,
                    const Meter& captured, Medium& medium, FlowStats& flow);
  void read_receiving(GObject* session, GstElement* webrtc, const Receiver& receiver,
                      Medium& medium, Stats& stats);

  gint64 last_ = 0;              // µs of the monotonic clock
  double seconds_ = 0;           // since the reading before
  std::array<Medium, 2> media_;  // by sdp::Kind
};

}  // namespace media
