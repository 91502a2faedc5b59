#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "line_conduct.h"
#include "line_fixture.h"

using namespace call;
using namespace std::chrono_literals;
using namespace signalling;

namespace {

using ::call::Failed;

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_{seed} {}
  // From 0 to `sides` - 1; not std::uniform_int_distribution, which differs between libraries.
  unsigned roll(unsigned sides) { return static_cast<unsigned>(engine_()) % sides; }
  bool one_in(unsigned sides) { return roll(sides) == 0; }

 private:
  std::mt19937 engine_;
};

// One side: its line, and media that do what they are told, some time later.
struct End {
  struct Peering {
    std::string ours, theirs;  // descriptions
    bool connected = false;
  };

  void perform(const Actions& actions) {
    conduct.watch(actions);
    for (const auto& action : actions) std::visit([&](const auto& it) { perform(it); }, action);
  }
  void perform(const Send& it) { out[it.call].push_back(it); }
  void perform(const MakeOffer& it) { describe(it.generation, Description::Type::Offer); }
  void perform(const Prepare& it) {
    peerings[0].theirs = it.offer;
    if (dice->one_in(15)) {
      media.emplace_back(Failed{0, Trouble::NoCommonCodec, "none"});
    } else {
      media.emplace_back(Prepared{});
    }
  }
  void perform(const MakeAnswer& it) {
    peerings[it.generation].theirs = it.offer;
    describe(it.generation, Description::Type::Answer);
  }
  void perform(const TakeAnswer& it) { peerings[it.generation].theirs = it.answer; }
  void perform(const DropConnection& it) {
    peerings.erase(it.generation);
    std::erase_if(media, [&](const Event& event) { return generation(event) == it.generation; });
  }
  void perform(const CloseMedia&) {
    peerings.clear();
    media.clear();
  }
  void perform(const Up& it) { up = it.call; }
  void perform(const Ended& it) {
    if (up == it.call) up.clear();
  }
  template <class Other>
  void perform(const Other&) {}

  void describe(unsigned generation, Description::Type type) {
    auto& ours = peerings[generation].ours;
    ours = name + std::to_string(++descriptions);
    media.emplace_back(CandidateFound{generation, candidate("early")});
    media.emplace_back(Described{generation, {type, ours}});
    media.emplace_back(CandidateFound{generation, candidate("late")});
  }
  static unsigned generation(const Event& event) {
    if (const auto* it = std::get_if<Described>(&event)) return it->generation;
    if (const auto* it = std::get_if<CandidateFound>(&event)) return it->generation;
    if (const auto* it = std::get_if<Connected>(&event)) return it->generation;
    if (const auto* it = std::get_if<MediaCame>(&event)) return it->generation;
    return 0;
  }

  std::string name;
  Dice* dice;
  Line line{{.name = name}};
  Conduct conduct{};
  std::deque<Event> media{};                      // will happen, in this order
  std::map<std::string, std::deque<Send>> out{};  // by call: calls overtake each other
  std::map<unsigned, Peering> peerings{};
  std::string up{};
  unsigned descriptions = 0;
};

// Two ends, and a wire that loses nothing and keeps each call's order.
class World {
 public:
  explicit World(unsigned seed) : dice_{seed} {
    for (auto* end : {&a_, &b_}) feed(*end, Registered{{"A", "B"}});
  }

  void live(unsigned steps) {
    for (auto i = 0U; i < steps; ++i) {
      step(dice_.one_in(2) ? a_ : b_);
      if (dice_.one_in(4)) pass(std::chrono::milliseconds{dice_.roll(3000)});
    }
  }
  // Both rings are out before either arrives.
  void cross() {
    for (auto* end : {&a_, &b_})
      while (happen(*end)) continue;
  }
  // Nothing is on its way any more.
  void settle() {
    while (deliver(a_, b_) || deliver(b_, a_) || happen(a_) || happen(b_)) connect();
  }
  void end() {
    for (auto* end : {&a_, &b_}) feed(*end, HangUp{});
    settle();
    for (auto i = 0; i < 20; ++i) pass(10s);
    settle();
  }
  void pass(std::chrono::milliseconds time) {
    now_ += time;
    for (auto* end : {&a_, &b_}) end->perform(end->line.tick(now_));
  }
  void feed(End& end, const Event& event) { end.perform(end.line.handle(event, now_)); }

  End& a() { return a_; }
  End& b() { return b_; }

 private:
  void step(End& end) {
    auto& other = &end == &a_ ? b_ : a_;
    switch (dice_.roll(4)) {
      case 0: use(end, other); break;
      case 1: (void)happen(end); break;
      default: (void)deliver(other, end); break;
    }
    connect();
  }

  void use(End& end, const End& other) {
    switch (dice_.roll(12)) {
      case 0:
      case 1:
      case 2: feed(end, Dial{other.name, fresh_call()}); break;
      case 3:
      case 4:
      case 5: feed(end, AcceptCall{}); break;
      case 6: feed(end, DeclineCall{}); break;
      case 7: feed(end, HangUp{}); break;
      case 8:
      case 9: feed(end, Renew{}); break;
      case 10: feed(end, PeerOffline{other.name}); break;
      default: feed(end, PeerOnline{other.name}); break;
    }
  }

  bool happen(End& end) {
    if (end.media.empty()) return false;
    const auto event = end.media.front();
    end.media.pop_front();
    feed(end, event);
    return true;
  }

  // Brings one message of any call that has one, the oldest of that call.
  bool deliver(End& from, End& to) {
    std::erase_if(from.out, [](const auto& call) { return call.second.empty(); });
    if (from.out.empty()) return false;
    auto call = from.out.begin();
    std::advance(call, dice_.roll(static_cast<unsigned>(from.out.size())));
    auto message = call->second.front();
    call->second.pop_front();
    message.peer = from.name;
    feed(to, message);
    return true;
  }

  // Two connections that hold each other's descriptions find each other.
  void connect() {
    for (auto& [generation, one] : a_.peerings) {
      const auto other = b_.peerings.find(generation);
      if (other == b_.peerings.end() || one.ours.empty() || one.theirs.empty() ||
          one.theirs != other->second.ours || other->second.theirs != one.ours)
        continue;
      join(a_, generation);
      join(b_, generation);
    }
  }
  static void join(End& end, unsigned generation) {
    if (std::exchange(end.peerings[generation].connected, true)) return;
    end.media.emplace_back(Connected{generation});
    end.media.emplace_back(MediaCame{generation});
  }

  std::string fresh_call() {
    return std::string(1, "0123456789abcdef"[dice_.roll(16)]) + "-" + std::to_string(++calls_);
  }

  Dice dice_;
  Time now_{};
  End a_{.name = "A", .dice = &dice_}, b_{.name = "B", .dice = &dice_};
  unsigned calls_ = 0;
};

TEST(TwoLines, AlwaysComeToRestTogether) {
  for (auto seed = 0U; seed < 1000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    World world{seed};
    world.live(20 + seed % 200);
    world.end();
    for (auto* end : {&world.a(), &world.b()}) {
      EXPECT_TRUE(end->line.idle()) << end->name;
      EXPECT_FALSE(end->conduct.media_open()) << end->name;
    }
  }
}

TEST(TwoLines, AgreeOnTheCallThatIsUp) {
  auto talks = 0;
  for (auto seed = 0U; seed < 1000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    World world{seed};
    world.live(20 + seed % 200);
    world.settle();
    for (auto i = 0; i < 20; ++i) world.pass(10s);
    world.settle();
    EXPECT_EQ(world.a().up, world.b().up);
    if (!world.a().up.empty()) ++talks;
  }
  EXPECT_GT(talks, 100);  // else the dice are loaded
}

TEST(TwoLines, AgreeWhenBothDialAtOnce) {
  for (auto seed = 0U; seed < 200 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    World world{seed};
    world.feed(world.a(), Dial{"B", seed % 2 == 0 ? "1-greater" : "0-less"});
    world.feed(world.b(), Dial{"A", seed % 2 == 0 ? "0-less" : "1-greater"});
    world.cross();
    world.settle();
    // Media that found no common codec end it; else both are in the one call, unasked.
    EXPECT_EQ(world.a().up, world.b().up);
    if (!world.a().line.idle()) {
      EXPECT_EQ(world.a().up, "1-greater");
    }
  }
}

}  // namespace
