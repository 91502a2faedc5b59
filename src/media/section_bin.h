#pragma once

#include <string>

#include "media/gst_types.h"
#include "pipeline/pipeline.h"

namespace media {

// The elements of one section as a bin, with its loose ends as pads "sink" and "src". Opens
// nothing. `before` is launch text that goes in front. Throws pipeline::Problem, which names the
// place in the file.
Ptr<GstElement> build(const pipeline::Section& section, const std::string& before = {});

// Whether all elements that `section` names exist on this machine.
bool is_available(const pipeline::Section& section);

// Lets `bin` take data for ever: what fails inside it is told by the bus, and does not stop
// whatever feeds it, which may serve others too.
void forgive_errors(GstElement* bin);

}  // namespace media
