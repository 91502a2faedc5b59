#include <algorithm>
#include <chrono>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include <glibmm/init.h>

#include "app/options.h"
#include "app/pipeline_files.h"
#include "app/session.h"
#include "app/translation.h"
#include "base/program.h"
#include "media/devices.h"
#include "media/studio.h"
#include "pipeline/pipeline.h"

namespace {

using app::Options;

pipeline::Plan plan_of(const Options& options) {
  return pipeline::read(app::pipeline_files(options.pipeline),
                        {options.variables, options.fragments});
}

void print_pipeline(const media::Studio& studio) {
  const auto first = [&](sdp::Kind kind) {
    const auto& codecs = studio.codecs(kind);
    return codecs.empty() ? std::string{} : codecs.front();
  };
  std::cout << pipeline::loop_back(studio.plan(), first(sdp::Kind::Video), first(sdp::Kind::Audio))
            << '\n';
}

void list_devices() {
  if (media::list_devices(std::cout) == 0)
    std::cerr << "p2pcall: no camera, microphone or loudspeaker was found. Is one plugged in, and "
                 "does PipeWire or PulseAudio run?\n";
}

// Standard output is for events and listings. libnice's own notes hold ICE passwords and addresses:
// they come only when they are asked for by its own name.
GLogWriterOutput write_log(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer) {
  for (gsize i = 0; i < count; ++i) {
    const auto is_domain = std::strcmp(fields[i].key, "GLIB_DOMAIN") == 0;
    if (is_domain && (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) != 0 &&
        std::strncmp(static_cast<const char*>(fields[i].value), "libnice", 7) == 0 &&
        !std::getenv("NICE_DEBUG"))
      return G_LOG_WRITER_HANDLED;
  }
  return g_log_writer_default(level, fields, count, nullptr);
}

int run(const Options& options, std::chrono::steady_clock::time_point start) {
  switch (options.task) {
    case Options::Task::Help:
    case Options::Task::Version: std::cout << options.text; return 0;
    case Options::Task::ListDevices: list_devices(); return 0;
    case Options::Task::ListPipelines:
      for (const auto& name : app::pipeline_names()) std::cout << name << '\n';
      return 0;
    case Options::Task::Call:
    case Options::Task::PrintPipeline: break;
  }
  media::Studio studio{plan_of(options), app::wishes_of(options)};
  const auto& codecs = studio.codecs(sdp::Kind::Video);
  if (options.video && !options.codec.empty() && std::ranges::count(codecs, options.codec) == 0)
    throw app::WrongUsage{"--codec " + options.codec + ": this machine and pipeline have " +
                          listed(codecs)};
  if (options.task == Options::Task::PrintPipeline) {
    print_pipeline(studio);
    return 0;
  }
  return app::Session{options, studio, start}.run();
}

}  // namespace

int main(int argc, char** argv) try {
  const auto start = std::chrono::steady_clock::now();
  g_log_writer_default_set_use_stderr(TRUE);
  g_log_set_writer_func(write_log, nullptr, nullptr);
  Glib::set_init_to_users_preferred_locale(
      false);  // numbers in launch text have a point, not a comma
  std::setlocale(LC_CTYPE, "");
  Glib::init();
  return run(app::parse_options(argc, argv, media::gstreamer_options()), start);
} catch (const app::WrongUsage& problem) {
  std::cerr << "p2pcall: " << problem.what() << '\n';
  return 2;
} catch (const pipeline::Problem& problem) {
  std::cerr << "p2pcall: " << problem.what() << '\n';
  return 2;
} catch (const media::MissingElement& problem) {
  std::cerr << "p2pcall: " << problem.what() << '\n';
  return 5;
} catch (const std::exception& problem) {
  std::cerr << "p2pcall: " << problem.what() << '\n';
  return 1;
}
