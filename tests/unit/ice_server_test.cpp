#include "signalling/ice_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace signalling;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

TEST(IceServer, IsReadAsBrowsersAndAsWebrtcbinWriteIt) {
  const IceServer stun{{"stun:stun.example.org:3478"}, "", ""};
  EXPECT_EQ(ice_server("stun:stun.example.org:3478"), stun);
  EXPECT_EQ(ice_server("stun://stun.example.org:3478"), stun);
  const IceServer turn{{"turn:192.0.2.1:3478?transport=udp"}, "alice", "p@ss"};
  EXPECT_EQ(ice_server("turn:alice:p%40ss@192.0.2.1:3478?transport=udp"), turn);
  EXPECT_EQ(ice_server("TURN://alice:p%40ss@192.0.2.1:3478?transport=udp"), turn);
  EXPECT_EQ(ice_server("turns:a:b@[2001:db8::1]:443?transport=tcp"),
            (IceServer{{"turns:[2001:db8::1]:443?transport=tcp"}, "a", "b"}));
}

TEST(IceServer, RefusesWhatIsNone) {
  for (const auto* url : {"",
                          "stun",
                          "stun:",
                          "stun://",
                          "http://host",
                          "stun:host:0",
                          "stun:host:65536",
                          "stun:host:port",
                          "stun:ho st",
                          "stun:[::1",
                          "stun:[]",
                          "stun:[::1]x",
                          "stun:user@host",
                          "stun:host?transport=udp",
                          "turn:host:3478",
                          "turn:user@host",
                          "turn::pass@host",
                          "turn:user:@host",
                          "turn:user:p%4@host",
                          "turn:user:p%zz@host",
                          "turn:user:p%00@host",
                          "turn:user:pass@host?transport=tls",
                          "turn:user:pass@",
                          "stun:host/path"})
    EXPECT_EQ(ice_server(url), std::nullopt) << url;
}

TEST(IceServer, IsWrittenForWebrtcbinWithItsUserEncoded) {
  EXPECT_THAT(webrtcbin_urls({{"stun:host:3478", "stun:other"}, "", ""}),
              ElementsAre("stun://host:3478", "stun://other"));
  EXPECT_THAT(webrtcbin_urls({{"turn:host:3478?transport=udp"}, "1700000000:bob", "a/b+c=@"}),
              ElementsAre("turn://1700000000%3Abob:a%2Fb%2Bc%3D%40@host:3478?transport=udp"));
  EXPECT_THAT(webrtcbin_urls({{"turn:[2001:db8::1]:3478"}, "u", "p"}),
              ElementsAre("turn://u:p@[2001:db8::1]:3478"));
}

TEST(IceServer, LeavesOutWhatWebrtcbinCannotUse) {
  EXPECT_THAT(webrtcbin_urls({{"turns:host:443", "stuns:host", "turn:host?transport=tls",
                               "nonsense", "turn:ho st"},
                              "u",
                              "p"}),
              IsEmpty());
  EXPECT_THAT(webrtcbin_urls({{"turn:host"}, "", ""}), IsEmpty());
}

TEST(IceServer, SurvivesBothWays) {
  const auto server = ice_server("turn:a%3Ab:%C3%BC%25@relay.example.org:3478?transport=tcp");
  ASSERT_TRUE(server);
  EXPECT_EQ(server->username, "a:b");
  EXPECT_EQ(server->credential, "ü%");
  EXPECT_EQ(ice_server(webrtcbin_urls(*server).at(0)), server);
}

}  // namespace
