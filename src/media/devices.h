#pragma once

#include <cstddef>
#include <iosfwd>

namespace media {

// One line for each camera, microphone, loudspeaker that GStreamer finds: what it is, its name, and
// the launch text that uses it. Gives how many there are.
std::size_t list_devices(std::ostream& out);

}  // namespace media
