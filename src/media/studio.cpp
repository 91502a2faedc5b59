#include "media/studio.h"

#include <algorithm>
#include <chrono>
#include <malloc.h>
#include <utility>

#include "media/section_bin.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 2s;  // with devices that are being closed, at the end
constexpr auto kPause = 5ms;

// What every call is made of, and the Debian package that has it.
constexpr std::pair<const char*, const char*> kNeeded[] = {
    {"webrtcbin", "gstreamer1.0-plugins-bad"},
    {"dtlssrtpdec", "gstreamer1.0-plugins-bad"},
    {"dtlssrtpenc", "gstreamer1.0-plugins-bad"},
    {"srtpdec", "gstreamer1.0-plugins-bad"},
    {"srtpenc", "gstreamer1.0-plugins-bad"},
    {"rtpbin", "gstreamer1.0-plugins-good"},
    {"rtprtxsend", "gstreamer1.0-plugins-good"},
    {"rtpjitterbuffer", "gstreamer1.0-plugins-good"},
    {"capssetter", "gstreamer1.0-plugins-good"},
    {"nicesrc", "gstreamer1.0-nice"},
    {"nicesink", "gstreamer1.0-nice"},
    {"videotestsrc", "gstreamer1.0-plugins-base"},
    {"audiotestsrc", "gstreamer1.0-plugins-base"}};

void check_elements() {
  for (const auto& [element, package] : kNeeded) {
    const Ptr<GstElementFactory> factory{gst_element_factory_find(element)};
    if (!factory)
      throw MissingElement{
          std::string{"GStreamer's element "} + element +
          ", which every call needs, is not on this machine; install the package " + package};
  }
}

// What an "auto" element is not to try, unless the user ranks it higher: DirectFB's threads crash
// the program where there is no display, and OpenAL writes to the terminal at each try.
void avoid_harmful_elements() {
  for (const auto* name : {"dfbvideosink", "openalsink", "openalsrc"}) {
    const Ptr<GstPluginFeature> feature{gst_registry_lookup_feature(gst_registry_get(), name)};
    if (feature && gst_plugin_feature_get_rank(feature.get()) <= GST_RANK_SECONDARY)
      gst_plugin_feature_set_rank(feature.get(), GST_RANK_NONE);
  }
}

// RTP audio that we know: static payload types and clock rates as RFC 3551 §6 has them (G.722's is
// half of what it samples), Opus's as browsers use them. The rest is video.
const sdp::Codec kAudio[] = {{"OPUS", 111, 48000, {}, "minptime=10;useinbandfec=1"},
                             {"PCMU", 0, 8000, {}, ""},
                             {"PCMA", 8, 8000, {}, ""},
                             {"G722", 9, 8000, {}, ""}};

const sdp::Codec* audio(const std::string& codec) {
  const auto* found = std::ranges::find(kAudio, codec, &sdp::Codec::name);
  return found == std::end(kAudio) ? nullptr : found;
}

// The first dtlsdec of a process makes an RSA key that takes 150 to 900 ms, even if it is never
// used; and plugins are loaded when first needed. Neither is to be waited for in a call.
void warm_up() {
  for (const auto* factory : {"dtlsdec", "webrtcbin", "nicesrc", "rtpbin", "rtpjitterbuffer",
                              "rtprtxsend", "srtpdec", "srtpenc", "input-selector"})
    if (auto* element = gst_element_factory_make(factory, nullptr))
      gst_object_unref(gst_object_ref_sink(element));
}

const pipeline::Coder* find(const std::vector<pipeline::Coder>& coders, const std::string& codec) {
  const auto found = std::ranges::find(coders, codec, &pipeline::Coder::codec);
  return found == coders.end() ? nullptr : &*found;
}

// The plan of payload types in our offers: dynamic ones (RFC 3551 §6), as browsers use them.
sdp::Codec numbered(const std::string& codec, unsigned& next) {
  if (const auto* known = audio(codec)) return *known;
  if (codec == "VP8") return {codec, 96, 90000, 97, ""};
  if (codec == "VP9") return {codec, 98, 90000, 99, "profile-id=0"};
  if (codec == "H264")
    return {codec, 102, 90000, 103,
            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"};
  const auto payload = next;
  next += payload == 108 ? 4 : 2;  // 110 and 111 are sound's
  return {codec, payload, 90000, payload + 1, ""};
}

}  // namespace

GOptionGroup* gstreamer_options() {
  // Every thread that allocates would get an arena of its own, which is never given back.
  mallopt(M_ARENA_MAX, 2);
  // A picture freed raises the threshold for mapping memory above a picture's size (glibc), from
  // then on pictures lie in the heap and hold it up: 4 MiB more after 100 calls, with this 1 to 2.
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  return gst_init_get_option_group();
}

Studio::Studio(pipeline::Plan plan, Wishes wishes)
    : plan_{std::move(plan)}, wishes_{std::move(wishes)}, certificate_{make_certificate()} {
  check_elements();
  avoid_harmful_elements();
  for (const auto* section : {&plan_.video_source, &plan_.audio_source, &plan_.video_sink,
                              &plan_.audio_sink, &plan_.self_view})
    if (!section->empty()) (void)build(*section);
  find_codecs();
  warm_up_ = std::thread{warm_up};
}

Studio::~Studio() {
  warm_up_.join();
  const auto deadline = Clock::now() + kPatience;
  while (*busy_ > 0 && Clock::now() < deadline) std::this_thread::sleep_for(kPause);
}

void Studio::find_codecs() {
  for (const auto& coder : plan_.encoders) {
    const auto* decoder = find(plan_.decoders, coder.codec);
    if (!decoder || !is_available(coder.section) || !is_available(decoder->section)) continue;
    (void)build(coder.section);
    (void)build(decoder->section);
    const auto is_audio = audio(coder.codec) != nullptr;
    if (is_audio ? !wishes_.audio : !wishes_.video) continue;
    (is_audio ? audio_codecs_ : video_codecs_).push_back(coder.codec);
  }
  std::stable_partition(video_codecs_.begin(), video_codecs_.end(),
                        [&](const auto& one) { return one == wishes_.codec; });
}

const std::vector<std::string>& Studio::codecs(sdp::Kind kind) const {
  return kind == sdp::Kind::Audio ? audio_codecs_ : video_codecs_;
}

std::vector<sdp::Codec> Studio::offered(sdp::Kind kind) const {
  std::vector<sdp::Codec> list;
  unsigned next = 104;
  for (const auto& codec : codecs(kind)) list.push_back(numbered(codec, next));
  return list;
}

const pipeline::Coder& Studio::encoder(const std::string& codec) const {
  return *find(plan_.encoders, codec);
}

const pipeline::Coder& Studio::decoder(const std::string& codec) const {
  return *find(plan_.decoders, codec);
}

}  // namespace media
