#pragma once

#include <map>

#include "media/connection.h"
#include "media/gst_types.h"
#include "pipeline/pipeline.h"

namespace media {

// One encoder between a source and the connections: belongs to the call and runs on while
// connections come and go. Main thread only.
class Sender {
 public:
  // Encodes with the only codec of `track` what comes from `source`, a tee of raw media.
  // Throws pipeline::Problem.
  Sender(const Track& track, const pipeline::Section& encoder, GstElement* source,
         GstElement* pipeline);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  const Track& track() const { return track_; }
  GstElement* element() const { return bin_.get(); }
  bool owns(GstObject* source) const { return is_within(source, bin_.get()); }

  // Feeds `connection` from now on, beginning with a key frame.
  void attach(Connection& connection);
  void detach(unsigned generation);
  void force_key_frame();

 private:
  const Track track_;
  Ptr<GstElement> pipeline_, source_, bin_, filter_, claim_;
  Ptr<GstElement> tee_;                      // of RTP
  Ptr<GstPad> tap_;                          // of source_
  std::map<unsigned, Ptr<GstPad>> outputs_;  // of tee_, by generation
};

}  // namespace media
