#pragma once

#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include <glibmm.h>

#include "media/call.h"
#include "pipeline/pipeline.h"

// Two ends of a call in one process, with real pipelines and a real network path between them.
namespace testing_media {

using namespace std::chrono_literals;

inline pipeline::Source pipeline_file(const std::string& name) {
  std::ifstream file{std::string{P2PCALL_PIPELINES} + "/" + name};
  std::stringstream text;
  text << file.rdbuf();
  return {name, text.str()};
}

// The sections of headless.pipeline, with some replaced.
inline pipeline::Plan plan(std::map<std::string, std::string> fragments = {},
                           std::map<std::string, std::string> variables = {}) {
  return pipeline::read({pipeline_file("headless.pipeline"), pipeline_file("default.pipeline")},
                        {std::move(variables), std::move(fragments)});
}

// Runs the main loop until `done`, or fails the test after `patience`.
inline bool wait_until(const std::function<bool()>& done, std::chrono::seconds patience = 15s) {
  const auto context = Glib::MainContext::get_default();
  bool late = false;
  auto timer = Glib::signal_timeout().connect(
      [&] {
        late = true;
        return false;
      },
      unsigned(std::chrono::milliseconds{patience}.count()));
  while (!done() && !late) context->iteration(true);
  timer.disconnect();
  EXPECT_FALSE(late) << "waited in vain";
  return !late;
}

// One end: its media, and what it told.
struct End {
  End(media::Studio& studio, std::function<void(const media::Event&)> hear)
      : call{studio, {}, [this, hear = std::move(hear)](const media::Event& event) {
               events.push_back(event);
               if (const auto* failed = std::get_if<media::Failed>(&event))
                 std::cerr << "told: failed: " << failed->text << '\n';
               if (const auto* warning = std::get_if<media::Warning>(&event))
                 std::cerr << "told: " << warning->text << '\n';
               hear(event);
             }} {}

  template <class Wanted>
  const Wanted* last() const {
    for (auto it = events.rbegin(); it != events.rend(); ++it)
      if (const auto* found = std::get_if<Wanted>(&*it)) return found;
    return nullptr;
  }
  template <class Wanted>
  std::size_t count() const {
    std::size_t number = 0;
    for (const auto& event : events) number += std::holds_alternative<Wanted>(event);
    return number;
  }

  std::vector<media::Event> events;
  media::Call call;
};

// A caller and a callee, whose events are carried across as the signalling server would.
class Pair {
 public:
  Pair(media::Studio& caller_studio, media::Studio& callee_studio)
      : caller{caller_studio, [this](const media::Event& event) { carry(event, caller, callee); }},
        callee{callee_studio, [this](const media::Event& event) { carry(event, callee, caller); }} {
  }

  // Changes a description on its way, as a server in the middle could.
  std::function<std::string(std::string)> tamper = [](std::string sdp) { return sdp; };

  void start(unsigned generation = 0) { caller.call.make_offer(generation); }
  bool connects(unsigned generation = 0) {
    return wait_until([&] { return is_up(caller, generation) && is_up(callee, generation); });
  }
  bool shows() {
    return wait_until([&] {
      return caller.count<media::FirstFrame>() >= 2 && callee.count<media::FirstFrame>() >= 2;
    });
  }

 private:
  static bool is_up(const End& end, unsigned generation) {
    const auto* up = end.last<media::Connected>();
    return up && up->generation == generation;
  }
  void carry(const media::Event& event, End&, End& to) {
    if (const auto* made = std::get_if<media::Described>(&event)) {
      const auto sdp = tamper(made->sdp);
      if (made->offer)
        to.call.make_answer(made->generation, sdp);
      else
        to.call.take_answer(made->generation, sdp);
    }
    if (const auto* found = std::get_if<media::CandidateFound>(&event))
      to.call.add_candidate(found->generation, found->candidate);
  }

 public:
  End caller, callee;
};

}  // namespace testing_media
