#pragma once

namespace media {

// Whether this machine has no address that libnice would use by itself: it leaves out loopback and
// the bridges of virtual machines.
bool has_only_loopback();

}  // namespace media
