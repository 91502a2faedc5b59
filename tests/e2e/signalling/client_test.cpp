#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "world.h"

using namespace signalling;
using namespace world;
using testing::HasSubstr;

namespace {

const std::string kCall = "0b6f5c1e-57a7-4f3c-9a3e-2f1f6f9d4a10";

CallMessage hangup_to(const std::string& peer) { return {peer, kCall, Hangup{}}; }

// A server that alice knows, and another one that comes to its place.
struct ClientOfTwoServers : testing::Test {
  ClientOfTwoServers() { EXPECT_TRUE(alice.hears<Welcome>()); }
  void go() {
    server.reset();
    cable.cut();
    ASSERT_TRUE(until([&] { return alice.lost == 1; }));
  }
  void come() {
    auto options = local_server();
    options.listen = {"127.0.0.1:" + port};
    server = std::make_unique<Server>(options);
  }
  std::unique_ptr<Server> server = std::make_unique<Server>(local_server());
  const std::string port = port_of(*server);
  Cable cable{port};
  Peer alice{cable.url(), "alice"};
};

TEST(Client, FindsOthersAndTalksToThem) {
  const Server server{local_server()};
  Peer alice{ws_url(server), "alice"};
  ASSERT_TRUE(alice.hears<Welcome>());
  Peer bob{ws_url(server), "bob"};
  ASSERT_TRUE(bob.hears<Welcome>());
  EXPECT_EQ(bob.heard<Welcome>().at(0).peers, std::vector<std::string>{"alice"});
  ASSERT_TRUE(alice.hears<Online>());
  alice.client->send(hangup_to("bob"));
  ASSERT_TRUE(bob.hears<CallMessage>());
  EXPECT_EQ(bob.heard<CallMessage>().at(0), (CallMessage{"alice", kCall, Hangup{}}));
  alice.client->send(hangup_to("carol"));
  ASSERT_TRUE(alice.hears<Error>());
  EXPECT_EQ(alice.heard<Error>().at(0).code, "no-such-peer");
}

TEST(Client, IsGoneForAllWhenItGoes) {
  const Server server{local_server()};
  Peer alice{ws_url(server), "alice"}, bob{ws_url(server), "bob"};
  ASSERT_TRUE(alice.hears<Welcome>() && bob.hears<Welcome>());
  bob.client.reset();
  EXPECT_TRUE(alice.hears<Offline>());
  Peer carol{ws_url(server), "carol"};
  ASSERT_TRUE(carol.hears<Welcome>());
  bool done = false;
  carol.client->close([&] { done = true; });
  EXPECT_FALSE(done);  // never from inside a call
  EXPECT_TRUE(until([&] { return done; }));
  EXPECT_TRUE(alice.hears<Offline>(2));
  EXPECT_EQ(carol.lost, 0);
}

TEST(Client, ComesBackWithItsSessionAndWhatWasSaidMeanwhile) {
  const Server server{local_server()};
  Cable cable{port_of(server)};
  Peer alice{cable.url(), "alice"}, bob{ws_url(server), "bob"};
  ASSERT_TRUE(alice.hears<Welcome>() && bob.hears<Welcome>());
  cable.cut();
  ASSERT_TRUE(until([&] { return alice.lost == 1; }));
  alice.client->send(hangup_to("bob"));
  bob.client->send(hangup_to("alice"));
  ASSERT_TRUE(alice.hears<Welcome>(2));
  EXPECT_EQ(alice.heard<Welcome>().at(0).resume, alice.heard<Welcome>().at(1).resume);
  EXPECT_TRUE(bob.hears<CallMessage>());
  EXPECT_TRUE(alice.hears<CallMessage>());
  EXPECT_TRUE(bob.heard<Offline>().empty());
}

TEST_F(ClientOfTwoServers, FindsTheNewOne) {
  go();
  come();
  EXPECT_TRUE(alice.hears<Welcome>(2));
  EXPECT_TRUE(alice.failures.empty());
}

TEST(Client, WaitsFiveSecondsForAServer) {
  std::string port;
  {
    const Server server{local_server()};
    port = port_of(server);
  }
  const auto start = std::chrono::steady_clock::now();
  Peer alice{"ws://127.0.0.1:" + port + "/ws", "alice"};
  ASSERT_TRUE(until([&] { return !alice.failures.empty(); }));
  const auto waited = std::chrono::steady_clock::now() - start;
  EXPECT_GT(waited, 4s);
  EXPECT_LT(waited, 6s);
  EXPECT_EQ(alice.failures.at(0).kind, Client::Failure::Kind::Unreachable);
  EXPECT_THAT(alice.failures.at(0).text, HasSubstr("127.0.0.1:" + port));
}

TEST(Client, FindsAServerThatStartsLate) {
  auto options = local_server();
  {
    const Server server{options};
    options.listen = {"127.0.0.1:" + port_of(server)};
  }
  Peer alice{"ws://" + options.listen[0] + "/ws", "alice"};
  until([] { return false; }, 500ms);  // some attempts fail
  const Server server{options};
  EXPECT_TRUE(alice.hears<Welcome>());
  EXPECT_TRUE(alice.failures.empty());
}

TEST(Client, IsToldThatItsNameIsTaken) {
  const Server server{local_server()};
  Peer first{ws_url(server), "alice"};
  ASSERT_TRUE(first.hears<Welcome>());
  Peer second{ws_url(server), "alice"};
  ASSERT_TRUE(until([&] { return !second.failures.empty(); }));
  EXPECT_EQ(second.failures.at(0).kind, Client::Failure::Kind::Refused);
  EXPECT_EQ(second.failures.at(0).code, "name-taken");
}

// A call may be going on, which the server has no say in.
TEST_F(ClientOfTwoServers, WaitsForItsNameToComeFree) {
  go();
  cable.silence();  // until the thief is there
  come();
  Raw thief{port};
  ASSERT_TRUE(thief.upgrade());
  thief.hello("alice");
  ASSERT_TRUE(thief.hears("welcome"));
  cable.mend();
  cable.cut();
  ASSERT_TRUE(until([&] { return !alice.refusals.empty(); }));
  EXPECT_THAT(alice.refusals.at(0), HasSubstr("alice"));
  EXPECT_TRUE(alice.failures.empty());
  thief.frame(0x88, {"\x03\xe8", 2});  // 1000: gives the name up
  EXPECT_TRUE(alice.hears<Welcome>(2));
  EXPECT_EQ(alice.refusals.size(), 1U);
}

TEST(Client, IgnoresWhatBreaksTheProtocolAndTellsItOnce) {
  const Server server{local_server()};
  Peer alice{ws_url(server), "alice"};
  ASSERT_TRUE(alice.hears<Welcome>());
  Raw mallory{port_of(server)};
  ASSERT_TRUE(mallory.upgrade());
  mallory.hello("mallory");
  ASSERT_TRUE(mallory.hears("welcome"));
  const auto to_alice = [&](const std::string& rest) {
    mallory.say(R"({"to":"alice","call":")" + kCall + R"(",)" + rest + "}");
  };
  to_alice(R"("type":"ring","description":7)");
  to_alice(R"("type":"accept")");
  to_alice(R"("type":"hangup","reason":"normal")");
  ASSERT_TRUE(alice.hears<CallMessage>());
  EXPECT_EQ(alice.bad_messages, 1);
  EXPECT_EQ(alice.heard<CallMessage>().size(), 1U);
}

TEST(Client, SaysWhatIsWrongWithAnAddress) {
  const Server server{local_server()};
  const auto port = port_of(server);
  for (const std::string& url : {"ws://127.0.0.1:" + port + "/elsewhere", std::string{"nonsense"},
                                 "http://127.0.0.1:" + port + "/ws", std::string{"ws:///ws"}}) {
    Peer alice{url, "alice"};
    ASSERT_TRUE(until([&] { return !alice.failures.empty(); })) << url;
    EXPECT_EQ(alice.failures.at(0).kind, Client::Failure::Kind::Refused) << url;
  }
}

// ---- the session's file

struct ClientWithState : testing::Test {
  Client::Options alice() const {
    return {.url = cable.url(),
            .peer = "alice",
            .token = {},
            .state_folder = state.path(),
            .ca_file = {}};
  }
  std::string file() const {
    for (const auto& entry : std::filesystem::directory_iterator{state.path()}) return entry.path();
    return {};
  }
  Folder state;
  Server server{local_server()};
  Cable cable{port_of(server)};
};

TEST_F(ClientWithState, ASecretOutlivesTheProgram) {
  auto first = std::make_unique<Peer>(alice());
  ASSERT_TRUE(first->hears<Welcome>());
  const auto secret = first->heard<Welcome>().at(0).resume;
  struct stat about {};
  ASSERT_EQ(stat(file().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  cable.silence();
  cable.cut();  // the program dies without a word: its last word does not get through
  ASSERT_TRUE(until([&] { return first->lost == 1; }));
  first.reset();
  cable.mend();
  Peer second{alice()};
  ASSERT_TRUE(second.hears<Welcome>());
  EXPECT_EQ(second.heard<Welcome>().at(0).resume, secret);
}

TEST_F(ClientWithState, ASecondProgramOfTheNameLeavesTheFirstAlone) {
  Peer first{alice()};
  ASSERT_TRUE(first.hears<Welcome>());
  Peer second{alice()};
  ASSERT_TRUE(until([&] { return !second.failures.empty(); }));
  EXPECT_EQ(second.failures.at(0).code, "name-taken");
  EXPECT_EQ(first.lost, 0);
}

TEST_F(ClientWithState, OneThatIsTakenOverStaysAway) {
  Peer first{alice()};
  ASSERT_TRUE(first.hears<Welcome>());
  Raw thief{port_of(server)};
  ASSERT_TRUE(thief.upgrade());
  thief.hello("alice", first.heard<Welcome>().at(0).resume);
  ASSERT_TRUE(until([&] { return !first.failures.empty(); }));
  EXPECT_EQ(first.failures.at(0).code, "taken-over");
  EXPECT_EQ(first.failures.at(0).kind, Client::Failure::Kind::Refused);
}

// ---- TLS

struct ClientOverTls : testing::Test {
  ClientOverTls() {
    const auto command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout " +
        folder.file("key.pem") + " -out " + folder.file("certificate.pem");
    int status = -1;
    g_spawn_command_line_sync(command.c_str(), nullptr, nullptr, &status, nullptr);
    EXPECT_EQ(status, 0);
    auto options = local_server();
    options.tls_certificate = folder.file("certificate.pem");
    options.tls_key = folder.file("key.pem");
    server = std::make_unique<Server>(options);
  }
  Client::Options alice(std::string ca_file) const {
    return {.url = "wss://127.0.0.1:" + port_of(*server) + "/ws",
            .peer = "alice",
            .token = {},
            .state_folder = {},
            .ca_file = std::move(ca_file)};
  }
  Folder folder;
  std::unique_ptr<Server> server;
};

TEST_F(ClientOverTls, TalksToAServerThatItTrusts) {
  Peer alice{this->alice(folder.file("certificate.pem"))};
  ASSERT_TRUE(alice.hears<Welcome>());
  for (int i = 0; i < 20; ++i)
    alice.client->send(
        {"bob", kCall, Ring{{Description::Type::Offer, std::string(60000, 'x')}, {}, {}}});
  EXPECT_TRUE(alice.hears<Error>(20));
  alice.client.reset();
  Peer again{this->alice(folder.file("certificate.pem"))};
  EXPECT_TRUE(again.hears<Welcome>());
}

TEST_F(ClientOverTls, RefusesACertificateThatNobodyVouchesFor) {
  Peer alice{this->alice("")};
  ASSERT_TRUE(until([&] { return !alice.failures.empty(); }));
  EXPECT_EQ(alice.failures.at(0).kind, Client::Failure::Kind::Refused);
  EXPECT_THAT(alice.failures.at(0).text, HasSubstr("certificate"));
}

// ---- servers that mean it ill

// Says `words` to whoever connects, asked or not.
struct EvilServer {
  explicit EvilServer(const std::string& words)
      : listener{"127.0.0.1:0", [this, words](gobject::Ptr<GSocketConnection> connection) {
                   auto* out = g_io_stream_get_output_stream(G_IO_STREAM(connection.get()));
                   g_output_stream_write_all(out, words.data(), words.size(), nullptr, nullptr,
                                             nullptr);
                   connections.push_back(std::move(connection));
                 }} {}
  std::vector<gobject::Ptr<GSocketConnection>> connections;
  Listener listener;
};

TEST(ClientOfAnEvilServer, DoesNotReadAnswersWithoutEnd) {
  EvilServer server{"HTTP/1.1 101 Hm\r\nX: " + std::string(100000, 'x')};
  Peer alice{"ws://" + server.listener.address() + "/ws", "alice"};
  ASSERT_TRUE(until([&] { return !alice.failures.empty(); }));
  EXPECT_EQ(alice.failures.at(0).kind, Client::Failure::Kind::Refused);
}

TEST(ClientOfAnEvilServer, WantsTheRightAnswerToItsKey) {
  EvilServer server{
      "HTTP/1.1 101 Hm\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n"
      "Sec-WebSocket-Protocol: p2pcall.v1\r\n\r\n"};

  Peer alice{"ws://" + server.listener.address() + "/ws", "alice"};
  ASSERT_TRUE(until([&] { return !alice.failures.empty(); }));
  EXPECT_THAT(alice.failures.at(0).text, HasSubstr("no signalling server of p2pcall"));
}

TEST(ClientOfAnEvilServer, GivesUpOneThatSaysNothing) {
  EvilServer server{""};
  Peer alice{"ws://" + server.listener.address() + "/ws", "alice"};
  ASSERT_TRUE(until([&] { return !alice.failures.empty(); }));
  EXPECT_EQ(alice.failures.at(0).kind, Client::Failure::Kind::Unreachable);
}

}  // namespace
