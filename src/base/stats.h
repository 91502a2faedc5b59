#pragma once

#include <cstdint>
#include <optional>
#include <string>

// How the media of a call fare (CONTRACT §3, `stats`): measured by media, shown by ui.

struct VideoStats {
  std::uint64_t bitrate_bps = 0;
  std::uint64_t packets = 0, lost = 0, retransmitted = 0, frames = 0;
  double fps = 0;
  unsigned width = 0, height = 0;
  std::string codec;  // upper case
};

struct AudioStats {
  std::uint64_t bitrate_bps = 0;
  std::uint64_t packets = 0, lost = 0;
  std::string codec;
};

// One way of a call; a medium that does not take part is not there.
struct FlowStats {
  std::optional<VideoStats> video;
  std::optional<AudioStats> audio;
};

struct Stats {
  FlowStats send, receive;
  // Not there while it is not known.
  std::optional<double> rtt_ms, jitter_ms, delay_ms;
  std::optional<std::uint64_t> estimate_bps;
  // Counted from the start of the call, as webrtc-stats defines them.
  std::uint64_t freezes = 0, frozen_ms = 0, concealed_ms = 0;
  std::string local_candidate, remote_candidate;  // types: host srflx prflx relay; empty: none yet
};
