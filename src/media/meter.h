#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "media/gst_types.h"

namespace media {

// What passes a pad of raw media: written on its streaming thread, read on the main thread.
struct Meter {
  std::atomic<std::uint64_t> frames = 0;
  std::atomic<int> width = 0, height = 0;
  std::atomic<unsigned> freezes = 0;
  std::atomic<std::int64_t> frozen_ms = 0;
};

// Meters `pad` as long as it lives. `first` is called once, on the streaming thread, before the
// first buffer goes on.
std::shared_ptr<const Meter> meter(GstPad* pad, std::function<void()> first = {});

}  // namespace media
