#include "world.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdlib.h>

namespace world {

using gobject::Ptr;
using namespace signalling;

bool until(const std::function<bool()>& happened, std::chrono::milliseconds most) {
  bool late = false;
  Timer bound;
  bound.start(most, [&] { late = true; });
  while (!happened() && !late) g_main_context_iteration(nullptr, TRUE);
  return happened();
}

Server::Options local_server() {
  Server::Options options;
  options.listen = {"127.0.0.1:0"};
  return options;
}

std::string port_of(const Server& server) {
  const auto url = server.urls().at(0);
  return url.substr(url.rfind(':') + 1);
}

std::string ws_url(const Server& server) { return "ws://127.0.0.1:" + port_of(server) + "/ws"; }

Folder::Folder() {
  auto pattern = (std::filesystem::temp_directory_path() / "p2pcall-test-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

Folder::~Folder() { std::filesystem::remove_all(path_); }

std::string Folder::write(const std::string& name, const std::string& text) const {
  std::ofstream{file(name), std::ios::binary} << text;
  return file(name);
}

// ---- Raw

Raw::Raw(const std::string& port) {
  const Ptr<GSocketClient> client{g_socket_client_new()};
  g_socket_client_set_enable_proxy(client.get(), FALSE);
  connection_.reset(g_socket_client_connect_to_host(client.get(), ("127.0.0.1:" + port).c_str(), 0,
                                                    nullptr, nullptr));
  g_socket_set_blocking(g_socket_connection_get_socket(connection_.get()), FALSE);
  listen();
}

Raw::~Raw() { deafen(); }

void Raw::listen() {
  auto* source =
      g_socket_create_source(g_socket_connection_get_socket(connection_.get()), G_IO_IN, nullptr);
  const GSocketSourceFunc ready = [](GSocket*, GIOCondition, gpointer self) noexcept -> gboolean {
    return static_cast<Raw*>(self)->read();
  };
  g_source_set_callback(source, G_SOURCE_FUNC(ready), this, nullptr);
  source_ = g_source_attach(source, nullptr);
  g_source_unref(source);
}

gboolean Raw::read() {
  std::string bytes(65536, '\0');
  const auto got = g_socket_receive(g_socket_connection_get_socket(connection_.get()), bytes.data(),
                                    bytes.size(), nullptr, nullptr);
  if (got > 0) {
    received_.append(bytes, 0, static_cast<std::size_t>(got));
    return G_SOURCE_CONTINUE;
  }
  ended_ = true;
  source_ = 0;
  return G_SOURCE_REMOVE;
}

void Raw::write(const std::string& bytes) {
  auto* socket = g_socket_connection_get_socket(connection_.get());
  std::size_t at = 0;
  const auto push = [&] {
    const auto sent = g_socket_send(socket, bytes.data() + at, bytes.size() - at, nullptr, nullptr);
    if (sent > 0) at += static_cast<std::size_t>(sent);
    return at == bytes.size() || ended_;
  };
  auto* room = g_socket_create_source(socket, G_IO_OUT, nullptr);  // wakes the loop
  const GSocketSourceFunc nothing = [](GSocket*, GIOCondition, gpointer) -> gboolean {
    return TRUE;
  };
  g_source_set_callback(room, G_SOURCE_FUNC(nothing), nullptr, nullptr);
  g_source_attach(room, nullptr);
  until(push);
  g_source_destroy(room);
  g_source_unref(room);
}

void Raw::break_off() {
  deafen();
  g_io_stream_close(G_IO_STREAM(connection_.get()), nullptr, nullptr);
}

void Raw::deafen() {
  if (source_ != 0) g_source_remove(std::exchange(source_, 0));
}

bool Raw::upgrade(const std::string& more_headers) {
  write(
      "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
      more_headers + "\r\n");
  until([this] { return received_.find("\r\n\r\n") != std::string::npos || ended_; });
  return received_.starts_with("HTTP/1.1 101 ");
}

void Raw::frame(unsigned first_byte, const std::string& payload) {
  const auto size = payload.size();
  std::string bytes{static_cast<char>(first_byte)};
  const auto number = [&bytes, size](int count) {
    for (int i = count - 1; i >= 0; --i) bytes += static_cast<char>((size >> (8 * i)) & 0xff);
  };
  if (size < 126) {
    bytes += static_cast<char>(0x80 | size);
  } else if (size < 65536) {
    bytes += static_cast<char>(0x80 | 126);
    number(2);
  } else {
    bytes += static_cast<char>(0x80 | 127);
    number(8);
  }
  write(bytes + std::string(4, '\0') + payload);  // a mask of zeros changes nothing
}

void Raw::hello(const std::string& peer, const std::string& resume) {
  say(encode(Hello{peer, {}, resume, {}, {}}));
}

std::vector<Raw::Frame> Raw::frames() const {
  std::vector<Frame> found;
  const auto byte = [this](std::size_t at) { return static_cast<unsigned char>(received_.at(at)); };
  auto at = received_.find("\r\n\r\n");
  if (at == std::string::npos) return {};
  at += 4;
  while (at + 4 <= received_.size()) {
    std::size_t size = byte(at + 1), head = 2;
    if (size == 126) {
      size = byte(at + 2) * 256U + byte(at + 3);
      head = 4;
    } else if (size == 127) {
      if (at + 10 > received_.size()) break;
      size = byte(at + 7) * 65536U + byte(at + 8) * 256U + byte(at + 9);
      head = 10;
    }
    if (at + head + size > received_.size()) break;
    found.push_back({byte(at) & 15U, received_.substr(at + head, size)});
    at += head + size;
  }
  return found;
}

std::vector<std::string> Raw::texts() const {
  std::vector<std::string> texts;
  for (const auto& frame : frames())
    if (frame.opcode == 1) texts.push_back(frame.payload);
  return texts;
}

unsigned Raw::close_code() const {
  for (const auto& frame : frames())
    if (frame.opcode == 8 && frame.payload.size() >= 2)
      return static_cast<unsigned char>(frame.payload[0]) * 256U +
             static_cast<unsigned char>(frame.payload[1]);
  return 0;
}

Message Raw::last() const {
  const auto all = texts();
  const auto message = all.empty() ? std::nullopt : decode(all.back());
  EXPECT_TRUE(message) << received_;
  return message.value_or(Message{});
}

bool Raw::hears(const std::string& part) {
  return until([&] {
    for (const auto& text : texts())
      if (text.find(part) != std::string::npos) return true;
    return false;
  });
}

std::string http(const std::string& port, const std::string& request) {
  Raw raw{port};
  raw.write(request);
  until([&] { return raw.ended(); });
  return raw.received();
}

// ---- Peer

Peer::Peer(Client::Options options) {
  client = std::make_unique<Client>(
      std::move(options),
      Client::Events{.on_message = [this](const Message& it) { messages.push_back(it); },
                     .on_lost = [this] { ++lost; },
                     .on_failure = [this](const auto& it) { failures.push_back(it); },
                     .on_refused = [this](const auto& why) { refusals.push_back(why); },
                     .on_bad_message = [this] { ++bad_messages; }});
}

Peer::Peer(const std::string& url, const std::string& name)
    : Peer{Client::Options{
          .url = url, .peer = name, .token = {}, .state_folder = {}, .ca_file = {}}} {}

// ---- Cable

struct Cable::Line {
  Ptr<GSocketConnection> near, far;
  Ptr<GCancellable> carrying{g_cancellable_new()};
};

Cable::Cable(std::string server_port)
    : server_port_{std::move(server_port)},
      listener_{"127.0.0.1:0", [this](Ptr<GSocketConnection> near) {
                  ++count_;
                  auto line = std::make_unique<Line>();
                  line->near = std::move(near);
                  const Ptr<GSocketClient> client{g_socket_client_new()};
                  g_socket_client_set_enable_proxy(client.get(), FALSE);
                  line->far.reset(g_socket_client_connect_to_host(
                      client.get(), ("127.0.0.1:" + server_port_).c_str(), 0, nullptr, nullptr));
                  if (!line->far) return signalling::cut(line->near.get());
                  if (!silent_)
                    g_io_stream_splice_async(G_IO_STREAM(line->near.get()),
                                             G_IO_STREAM(line->far.get()), G_IO_STREAM_SPLICE_NONE,
                                             G_PRIORITY_DEFAULT, line->carrying.get(), nullptr,
                                             nullptr);
                  lines_.push_back(std::move(line));
                }} {}

Cable::~Cable() { cut(); }

std::string Cable::url() const { return "ws://" + listener_.address() + "/ws"; }

void Cable::cut() {
  for (auto& line : lines_) {
    g_cancellable_cancel(line->carrying.get());
    signalling::cut(line->near.get());
    signalling::cut(line->far.get());
  }
  lines_.clear();
}

void Cable::silence() {
  silent_ = true;
  for (auto& line : lines_) g_cancellable_cancel(line->carrying.get());
}

void Cable::mend() { silent_ = false; }

}  // namespace world
