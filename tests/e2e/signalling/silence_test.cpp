#include <gtest/gtest.h>

#include "world.h"

using namespace signalling;
using namespace world;

namespace {

// One test for both, because each takes most of a minute.
TEST(Silence, IsNoticedAtBothEnds) {
  const Server server{local_server()};
  Cable cable{port_of(server)};
  Raw mute{port_of(server)};  // it never answers a WebSocket ping
  ASSERT_TRUE(mute.upgrade());
  mute.hello("mute");
  Peer alice{cable.url(), "alice"}, bob{ws_url(server), "bob"};
  ASSERT_TRUE(mute.hears("welcome") && alice.hears<Welcome>() && bob.hears<Welcome>());
  const auto start = std::chrono::steady_clock::now();
  const auto waited = [&] { return std::chrono::steady_clock::now() - start; };
  cable.silence();
  ASSERT_TRUE(until([&] { return alice.lost == 1; }, 40s));
  EXPECT_GT(waited(), 20s);
  EXPECT_LT(waited(), 30s);
  cable.mend();
  EXPECT_TRUE(alice.hears<Welcome>(2));
  ASSERT_TRUE(until([&] { return mute.ended(); }, 40s));
  EXPECT_GT(waited(), 40s);
  EXPECT_LT(waited(), 52s);
  EXPECT_EQ(bob.lost, 0);
  EXPECT_TRUE(bob.heard<Offline>().empty());
}

}  // namespace
