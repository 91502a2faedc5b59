#include "media/report_blocks.h"

#include <algorithm>

#include <gst/rtp/gstrtcpbuffer.h>

namespace media {

void ReportBlocks::take(GstBuffer* rtcp) {
  GstRTCPBuffer buffer = GST_RTCP_BUFFER_INIT;
  if (!gst_rtcp_buffer_map(rtcp, GST_MAP_READ, &buffer)) return;
  GstRTCPPacket packet;
  for (auto more = gst_rtcp_buffer_get_first_packet(&buffer, &packet); more;
       more = gst_rtcp_packet_move_to_next(&packet)) {
    const auto type = gst_rtcp_packet_get_type(&packet);
    if (type != GST_RTCP_TYPE_RR && type != GST_RTCP_TYPE_SR) continue;
    for (guint i = 0; i < gst_rtcp_packet_get_rb_count(&packet); ++i) {
      guint32 ssrc = 0, highest = 0, jitter = 0, lsr = 0, dlsr = 0;
      guint8 fraction = 0;
      gint32 lost = 0;
      gst_rtcp_packet_get_rb(&packet, i, &ssrc, &fraction, &lost, &highest, &jitter, &lsr, &dlsr);
      note(ssrc, lost);
    }
  }
  gst_rtcp_buffer_unmap(&buffer);
}

void ReportBlocks::note(std::uint32_t ssrc, std::int32_t lost) {
  for (auto& entry : entries_) {
    if (entry.ssrc != 0 && entry.ssrc != ssrc) continue;
    entry.ssrc = ssrc;
    entry.lost = lost;
    return;
  }
}

std::uint64_t ReportBlocks::lost(std::uint32_t ssrc) const {
  for (const auto& entry : entries_)
    if (entry.ssrc == ssrc) return std::uint64_t(std::max(entry.lost.load(), 0));
  return 0;
}

}  // namespace media
