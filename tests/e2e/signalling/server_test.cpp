#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <glibmm/error.h>

#include "world.h"

using namespace signalling;
using namespace world;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

const std::string kCall = "0b6f5c1e-57a7-4f3c-9a3e-2f1f6f9d4a10";

struct ServerTest : testing::Test {
  explicit ServerTest(std::string listen = "127.0.0.1:0") {
    page.write("index.html", "<p>hello</p>");
    page.write("main.js", "export {};");
    page.write("secret.txt", "not for you");
    auto options = local_server();
    options.listen = {std::move(listen)};
    options.web_folder = page.path();
    options.ice_servers = {{{"stun:127.0.0.1:3478"}, {}, {}}};
    server = std::make_unique<Server>(options);
  }
  std::string port() const { return port_of(*server); }
  std::string get(const std::string& path) const {
    return http(port(), "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  }

  Folder page;
  std::unique_ptr<Server> server;
};

std::string resume_of(const Raw& raw) {
  return std::get<Welcome>(*decode(raw.texts().at(0))).resume;
}

TEST_F(ServerTest, IntroducesTwoPeers) {
  Raw alice{port()}, bob{port()};
  ASSERT_TRUE(alice.upgrade());
  alice.hello("alice");
  ASSERT_TRUE(alice.hears("welcome"));
  EXPECT_EQ(std::get<Welcome>(alice.last()).ice_servers.at(0).urls.at(0), "stun:127.0.0.1:3478");
  ASSERT_TRUE(bob.upgrade());
  bob.hello("bob");
  ASSERT_TRUE(bob.hears("welcome"));
  EXPECT_EQ(std::get<Welcome>(bob.last()).peers, std::vector<std::string>{"alice"});
  EXPECT_TRUE(alice.hears(encode(Online{"bob"})));
  bob.break_off();
  alice.say(R"({"type":"ping"})");
  EXPECT_TRUE(alice.hears("pong"));
}

TEST_F(ServerTest, StampsWhoSpeaks) {
  Raw alice{port()}, bob{port()};
  ASSERT_TRUE(alice.upgrade() && bob.upgrade());
  alice.hello("alice");
  bob.hello("bob");
  ASSERT_TRUE(alice.hears("welcome") && bob.hears("welcome"));
  alice.say(R"({"type":"hangup","to":"bob","from":"carol","call":")" + kCall +
            R"(","reason":"busy"})");
  ASSERT_TRUE(bob.hears("hangup"));
  EXPECT_EQ(bob.last(), (Message{CallMessage{"alice", kCall, Hangup{Reason::Busy}}}));
}

TEST_F(ServerTest, ANameIsTakenOnce) {
  Raw alice{port()}, other{port()};
  ASSERT_TRUE(alice.upgrade() && other.upgrade());
  alice.hello("alice");
  ASSERT_TRUE(alice.hears("welcome"));
  other.hello("alice");
  ASSERT_TRUE(other.hears("name-taken"));
  ASSERT_TRUE(until([&] { return other.ended(); }));
  EXPECT_EQ(other.close_code(), 1008U);
}

TEST_F(ServerTest, ABrokenSocketIsResumedWithItsMessages) {
  Raw alice{port()}, again{port()}, bob{port()};
  ASSERT_TRUE(alice.upgrade() && bob.upgrade() && again.upgrade());
  alice.hello("alice");
  bob.hello("bob");
  ASSERT_TRUE(alice.hears("welcome") && bob.hears("welcome"));
  const auto secret = resume_of(alice);
  EXPECT_EQ(secret.size(), 32U);
  alice.break_off();
  ASSERT_TRUE(until([&] { return get("/metrics").find("peers_online 1\n") != std::string::npos; }));
  bob.say(R"({"type":"ringing","to":"alice","call":")" + kCall + "\"}");
  bob.say(R"({"type":"ping"})");
  ASSERT_TRUE(bob.hears("pong"));
  again.hello("alice", secret);
  ASSERT_TRUE(again.hears("ringing"));
  EXPECT_EQ(resume_of(again), secret);
}

TEST_F(ServerTest, TheSecretTakesOverALivingSocket) {
  Raw alice{port()}, again{port()};
  ASSERT_TRUE(alice.upgrade() && again.upgrade());
  alice.hello("alice");
  ASSERT_TRUE(alice.hears("welcome"));
  again.hello("alice", resume_of(alice));
  ASSERT_TRUE(again.hears("welcome"));
  EXPECT_TRUE(until([&] { return alice.close_code() == 4001; }));
}

TEST_F(ServerTest, Closing1000FreesTheName) {
  Raw alice{port()}, bob{port()};
  ASSERT_TRUE(alice.upgrade() && bob.upgrade());
  alice.hello("alice");
  bob.hello("bob");
  ASSERT_TRUE(alice.hears("welcome") && bob.hears("welcome"));
  bob.frame(0x88, "\x03\xe8");
  EXPECT_TRUE(alice.hears(encode(Offline{"bob"})));
  EXPECT_TRUE(until([&] { return bob.ended(); }));
}

TEST_F(ServerTest, SaysThatItGoes) {
  Raw alice{port()};
  ASSERT_TRUE(alice.upgrade());
  alice.hello("alice");
  ASSERT_TRUE(alice.hears("welcome"));
  server->stop();
  EXPECT_TRUE(alice.hears("going-away"));
  EXPECT_TRUE(until([&] { return alice.close_code() == 1001; }));
}

TEST_F(ServerTest, SaysThatItGoesWhenItIsDestroyed) {
  Raw alice{port()};
  ASSERT_TRUE(alice.upgrade());
  alice.hello("alice");
  ASSERT_TRUE(alice.hears("welcome"));
  server.reset();
  EXPECT_TRUE(alice.hears("going-away"));
  EXPECT_TRUE(until([&] { return alice.ended(); }));
}

// ---- who may connect

TEST_F(ServerTest, WantsTheSubprotocol) {
  for (const auto* headers :
       {"", "Sec-WebSocket-Protocol: chat\r\n", "Sec-WebSocket-Protocol: p2pcall.v12\r\n"}) {
    Raw raw{port()};
    EXPECT_FALSE(raw.upgrade(headers));
    EXPECT_THAT(raw.received(), StartsWith("HTTP/1.1 400 ")) << headers;
  }
  Raw raw{port()};
  EXPECT_TRUE(raw.upgrade("Sec-WebSocket-Protocol: chat, p2pcall.v1\r\n"));
  EXPECT_THAT(raw.received(), HasSubstr("Sec-WebSocket-Protocol: p2pcall.v1\r\n"));
}

TEST_F(ServerTest, OtherPagesMayNotConnect) {
  const std::string protocol = "Sec-WebSocket-Protocol: p2pcall.v1\r\n";
  for (const auto* origin : {"http://evil.example", "http://127.0.0.1:1", "null",
                             "http://127.0.0.1.evil.example", "file://127.0.0.1"}) {
    Raw raw{port()};
    EXPECT_FALSE(raw.upgrade(protocol + "Origin: " + origin + "\r\n"));
    EXPECT_THAT(raw.received(), StartsWith("HTTP/1.1 403 ")) << origin;
  }
  for (const auto* origin : {"http://127.0.0.1", "http://127.0.0.1:80", "https://127.0.0.1"}) {
    Raw raw{port()};
    EXPECT_TRUE(raw.upgrade(protocol + "Origin: " + origin + "\r\n")) << origin;
  }
}

TEST_F(ServerTest, CompressesNothing) {
  Raw raw{port()};
  EXPECT_TRUE(
      raw.upgrade("Sec-WebSocket-Protocol: p2pcall.v1\r\n"
                  "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
  EXPECT_THAT(raw.received(), testing::Not(HasSubstr("permessage-deflate")));
}

// ---- HTTP

TEST_F(ServerTest, ServesThePageWithItsRules) {
  EXPECT_THAT(
      get("/"),
      AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Type: text/html; charset=utf-8\r\n"),
            HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self';"),
            HasSubstr("X-Content-Type-Options: nosniff\r\n"),
            HasSubstr("Referrer-Policy: no-referrer\r\n"), HasSubstr("<p>hello</p>")));
  EXPECT_THAT(get("/main.js"), AllOf(HasSubstr("text/javascript"), HasSubstr("export {};")));
  EXPECT_THAT(http(port(), "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 200 "), testing::Not(HasSubstr("hello"))));
}

TEST_F(ServerTest, ServesNothingElse) {
  for (const auto* path :
       {"/secret.txt", "/nothing.js", "/../secret.js", "/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd", "/.hidden.js", "//etc/passwd", "/main.js%00.html", "/main.js/"}) {
    const auto answer = get(path);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 404 ") || answer.starts_with("HTTP/1.1 400 "))
        << path << answer;
  }
  EXPECT_THAT(http(port(), "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"),
              StartsWith("HTTP/1.1 405 "));
}

TEST_F(ServerTest, SaysHowItIs) {
  for (const auto* path : {"/healthz", "/readyz"})
    EXPECT_THAT(get(path), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("\r\n\r\nok"))) << path;
  Raw alice{port()};
  ASSERT_TRUE(alice.upgrade());
  alice.hello("alice");
  ASSERT_TRUE(alice.hears("welcome"));
  alice.say("nonsense");
  ASSERT_TRUE(alice.hears("bad-message"));
  EXPECT_THAT(get("/metrics"),
              AllOf(HasSubstr("\np2pcall_peers_online 1\n"),
                    HasSubstr("\np2pcall_messages_refused_total{code=\"bad-message\"} 1\n")));
}

TEST_F(ServerTest, SaysWhereItCannotListen) {
  auto options = local_server();
  options.listen = {"127.0.0.1:" + port()};
  try {
    const Server second{options};
    FAIL() << "two servers on one port";
  } catch (const Glib::Error& error) {
    EXPECT_TRUE(error.matches(G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE));
    EXPECT_THAT(error.what(), HasSubstr("cannot listen on 127.0.0.1:" + port()));
  }
}

struct ServerOnIpv6Test : ServerTest {
  ServerOnIpv6Test() : ServerTest{"[::1]:0"} {}
};

TEST_F(ServerOnIpv6Test, SpeaksIpv6) {
  EXPECT_THAT(server->urls().at(0), StartsWith("http://[::1]:"));
  Peer alice{"ws://[::1]:" + port() + "/ws", "alice"};
  EXPECT_TRUE(alice.hears<Welcome>());
}

}  // namespace
