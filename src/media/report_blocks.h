#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "media/gst_types.h"

namespace media {

// What the peer's receiver reports (RFC 3550 §6.4.1) say of our streams. rtpsession keeps only the
// last block of a report. take() is a streaming thread's, the rest any thread's.
class ReportBlocks {
 public:
  void take(GstBuffer* rtcp);
  // Packets of our stream `ssrc` that the peer has not got, so far.
  std::uint64_t lost(std::uint32_t ssrc) const;

 private:
  struct Entry {
    std::atomic<std::uint32_t> ssrc = 0;
    std::atomic<std::int32_t> lost = 0;
  };
  void note(std::uint32_t ssrc, std::int32_t lost);

  std::array<Entry, 4> entries_;  // sound, picture, and the repairs of each
};

}  // namespace media
