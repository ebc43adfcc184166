// Connections through the guest.
#include <netinet/in.h>

#include "tests/support/raw_agent.hpp"

namespace vmt::test {
namespace {

using agent::FrameType;

struct Server {
  int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port = 0;

  Server() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(listening, 1);
    socklen_t size = sizeof address;
    ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
  }
  ~Server() { ::close(listening); }
};

std::uint32_t connect(RawAgent& guest, const std::string& host, std::uint16_t port) {
  agent::Writer request;
  request.text(host).u16(port);
  return guest.request_on_new_channel(FrameType::connect, request);
}

TEST(Connect, carries_bytes_both_ways_and_both_ends) {
  RawAgent guest;
  const Server server;
  const auto channel = connect(guest, "127.0.0.1", server.port);
  guest.send(FrameType::data, channel, "question");
  const int peer = ::accept(server.listening, nullptr, nullptr);
  char buffer[100];
  ASSERT_EQ(::recv(peer, buffer, 8, MSG_WAITALL), 8);
  EXPECT_EQ(std::string(buffer, 8), "question");
  ASSERT_EQ(::send(peer, "answer", 6, 0), 6);
  EXPECT_EQ(guest.next_on(channel).payload, "answer");
  guest.send(FrameType::end, channel);
  EXPECT_EQ(::recv(peer, buffer, sizeof buffer, 0), 0) << "the end of the host's side has not arrived";
  ASSERT_EQ(::send(peer, "more", 4, 0), 4);
  EXPECT_EQ(guest.next_on(channel).payload, "more");
  ::close(peer);
  EXPECT_EQ(guest.next_on(channel).type, FrameType::end);
  EXPECT_EQ(guest.next_on(channel).type, FrameType::done);
}

TEST(Connect, sends_no_more_than_the_window) {
  RawAgent guest;
  const Server server;
  const auto channel = connect(guest, "localhost", server.port);
  const int peer = ::accept(server.listening, nullptr, nullptr);
  ::fcntl(peer, F_SETFL, O_NONBLOCK);
  const std::string piece(agent::window_bytes, 'x');
  std::size_t received = 0;
  for (std::size_t sent = 0; sent < piece.size();) {
    const auto count = ::send(peer, piece.data() + sent, piece.size() - sent, MSG_NOSIGNAL);
    if (count > 0) sent += static_cast<std::size_t>(count);
    if (count < 0) received += guest.next_on(channel).payload.size();
  }
  while (received < agent::window_bytes) received += guest.next_on(channel).payload.size();
  ASSERT_EQ(::send(peer, "y", 1, 0), 1);
  EXPECT_EQ(guest.run({.command = "echo free"}).output, "free\n");
  EXPECT_FALSE(guest.has_news(0));
  guest.give_credit(channel, 1);
  EXPECT_EQ(guest.next_on(channel).payload, "y");
  ::close(peer);
}

TEST(Connect, says_why_it_cannot) {
  RawAgent guest;
  std::uint16_t port = 0;
  { port = Server().port; }
  const auto refused = guest.next_on(connect(guest, "127.0.0.1", port));
  EXPECT_EQ(refused.type, FrameType::error);
  agent::Reader reader(refused.payload);
  EXPECT_EQ(reader.u32(), static_cast<std::uint32_t>(ECONNREFUSED));
  EXPECT_EQ(reader.text(),
            "cannot connect to `127.0.0.1` port " + std::to_string(port) + ": Connection refused");
  const auto unknown = guest.next_on(connect(guest, "no-such-host.invalid", 80));
  EXPECT_EQ(unknown.type, FrameType::error);
}

}  // namespace
}  // namespace vmt::test
