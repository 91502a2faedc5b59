#include "app/translation.h"

#include <cstdlib>

#include "signalling/ice_server.h"

namespace app {

std::vector<signalling::IceServer> own_ice_servers(const Options& options) {
  auto servers = options.stun;
  servers.insert(servers.end(), options.turn.begin(), options.turn.end());
  return servers;
}

media::Ice ice_of(const std::vector<signalling::IceServer>& servers) {
  media::Ice ice;
  for (const auto& server : servers)
    for (auto& url : signalling::webrtcbin_urls(server))
      (url.starts_with("stun") ? ice.stun : ice.turn).push_back(std::move(url));
  return ice;
}

call::Trouble trouble_of(media::Failed::Why why) {
  switch (why) {
    case media::Failed::Why::NoCommonCodec: return call::Trouble::NoCommonCodec;
    case media::Failed::Why::BadDescription: return call::Trouble::BadDescription;
    case media::Failed::Why::NoCoder: return call::Trouble::NoCoder;
    case media::Failed::Why::WrongKey: return call::Trouble::Identity;
    case media::Failed::Why::NoPath: return call::Trouble::NoPath;
    case media::Failed::Why::PathLost: return call::Trouble::PathLost;
    case media::Failed::Why::Internal: return call::Trouble::Internal;
  }
  std::abort();  // not a Why
}

ui::Code code_of(const media::Warning& warning) {
  if (warning.back) return ui::Code::DeviceBack;
  switch (warning.about) {
    case media::Topic::Camera: return ui::Code::CameraGone;
    case media::Topic::Microphone: return ui::Code::MicrophoneGone;
    case media::Topic::Speakers: return ui::Code::SpeakersGone;
    case media::Topic::Window:
    case media::Topic::SelfView: return ui::Code::ScreenGone;
    case media::Topic::Coder: return ui::Code::MediumLeftOut;
  }
  std::abort();  // not a Topic
}

media::Studio::Wishes wishes_of(const Options& options) {
  auto ice = ice_of(own_ice_servers(options));
  ice.relay_only = options.relay_only;
  return {options.audio, options.video, options.codec, std::move(ice), options.verbose};
}

call::Settings settings_of(const Options& options) {
  using std::chrono::duration;
  using std::chrono::milliseconds;
  call::Settings settings{.name = options.peer,
                          .auto_accept = options.auto_accept,
                          .patience = call::Seconds{options.timeout}};
  if (options.duration)
    settings.duration = std::chrono::ceil<milliseconds>(duration<double>{*options.duration});
  return settings;
}

call::Medium medium_of(sdp::Kind kind) {
  return kind == sdp::Kind::Audio ? call::Medium::Audio : call::Medium::Video;
}

const char* name(call::Medium medium) { return medium == call::Medium::Audio ? "audio" : "video"; }

}  // namespace app
