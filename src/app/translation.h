#pragma once

#include <vector>

#include "app/options.h"
#include "call/vocabulary.h"
#include "media/call.h"
#include "media/studio.h"
#include "sdp/sdp.h"
#include "signalling/message.h"
#include "ui/event.h"

// What one module says, in another's words: they do not know each other.
namespace app {

std::vector<signalling::IceServer> own_ice_servers(const Options& options);
media::Ice ice_of(const std::vector<signalling::IceServer>& servers);
call::Trouble trouble_of(media::Failed::Why why);
ui::Code code_of(const media::Warning& warning);
media::Studio::Wishes wishes_of(const Options& options);
call::Settings settings_of(const Options& options);
call::Medium medium_of(sdp::Kind kind);
const char* name(call::Medium medium);  // "audio" or "video"

}  // namespace app
