// Ports of the host that lead into a guest; the guest is the agent on the host itself.
#include "machine/forwarder.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "tests/support/guest_agent.hpp"

namespace vmt::machine {
namespace {

sockaddr_in address_of(const char* host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, host, &address.sin_addr);
  return address;
}

const sockaddr* as_any(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// A service of the guest.
class Listener {
public:
  explicit Listener(const char* host) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    auto address = address_of(host, 0);
    EXPECT_EQ(::bind(socket_.get(), as_any(address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_.get(), 10), 0);
    socklen_t size = sizeof address;
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  std::uint16_t port() const { return port_; }
  Descriptor accept() const { return Descriptor(::accept(socket_.get(), nullptr, nullptr)); }

private:
  Descriptor socket_;
  std::uint16_t port_ = 0;
};

Descriptor connect_to(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = address_of("127.0.0.1", port);
  EXPECT_EQ(::connect(socket.get(), as_any(address), sizeof address), 0);
  return socket;
}

bool is_open(const Descriptor& socket) {
  char byte = 0;
  return ::recv(socket.get(), &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

void write_all(const Descriptor& socket, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
    ASSERT_GT(count, 0);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

// To the end of the connection; "(reset)" when it does not end in order.
std::string read_all(const Descriptor& socket) {
  std::string text;
  char buffer[65536];
  ssize_t count = 0;
  while ((count = ::read(socket.get(), buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<std::size_t>(count));
  return count < 0 ? text + "(reset)" : text;
}

class ForwarderTest : public testing::Test {
protected:
  std::unique_ptr<Forwarder> forward_to(std::uint16_t guest_port) {
    return std::make_unique<Forwarder>(agent_.io(), "web", std::vector<Forward>{{0, guest_port}},
                                       std::vector<std::string>{"127.0.0.1", "127.0.0.2"});
  }
  void come_up(Forwarder& forwarder) {
    agent_.io().call([&] { forwarder.guest_is_up(agent_.link()); });
  }

  test::GuestAgent agent_{VMT_AGENT};
};

TEST_F(ForwarderTest, CarriesBytesBothWaysAndTheirEnds) {
  const Listener service("127.0.0.1");
  const auto forwarder = forward_to(service.port());
  EXPECT_FALSE(forwarder->host_port(service.port()));
  forwarder->listen();
  come_up(*forwarder);
  const auto client = connect_to(*forwarder->host_port(service.port()));
  const auto served = service.accept();
  const std::string request(3'000'000, 'q');
  std::string received;
  std::jthread server([&] {
    received = read_all(served);
    write_all(served, std::string(2'000'000, 'a'));
    ::shutdown(served.get(), SHUT_WR);
  });
  write_all(client, request);
  ::shutdown(client.get(), SHUT_WR);
  EXPECT_EQ(read_all(client).size(), 2'000'000u);
  server.join();
  EXPECT_EQ(received.size(), request.size());
}

TEST_F(ForwarderTest, TriesTheNextAddressAndLosesNothingOnTheWay) {
  const Listener service("127.0.0.2");
  const auto forwarder = forward_to(service.port());
  forwarder->listen();
  come_up(*forwarder);
  const auto client = connect_to(*forwarder->host_port(service.port()));
  write_all(client, "said before anyone listened");
  ::shutdown(client.get(), SHUT_WR);
  const auto served = service.accept();
  EXPECT_EQ(read_all(served), "said before anyone listened");
}

TEST_F(ForwarderTest, ResetsAConnectionThatTheGuestRefuses) {
  std::uint16_t closed_port = 0;
  {
    const Listener service("127.0.0.1");
    closed_port = service.port();
  }
  const auto forwarder = forward_to(closed_port);
  forwarder->listen();
  come_up(*forwarder);
  EXPECT_EQ(read_all(connect_to(*forwarder->host_port(closed_port))), "(reset)");
}

TEST_F(ForwarderTest, KeepsConnectionsWaitingUntilTheGuestIsUp) {
  const Listener service("127.0.0.1");
  const auto forwarder = forward_to(service.port());
  forwarder->listen();
  const auto client = connect_to(*forwarder->host_port(service.port()));
  write_all(client, "early");
  ::shutdown(client.get(), SHUT_WR);
  come_up(*forwarder);
  EXPECT_EQ(read_all(service.accept()), "early");
}

TEST_F(ForwarderTest, EndsConnectionsWithTheGuest) {
  const Listener service("127.0.0.1");
  const auto forwarder = forward_to(service.port());
  forwarder->listen();
  come_up(*forwarder);
  const auto client = connect_to(*forwarder->host_port(service.port()));
  const auto served = service.accept();
  agent_.lose(Trouble(TroubleKind::machine_lost, "gone"));
  agent_.io().call([&] { forwarder->guest_is_gone(); });
  read_all(client);
  // The forwarder may learn of a connection after its other side has: then it waits for the next guest.
  const auto late = connect_to(*forwarder->host_port(service.port()));
  do {
    agent_.io().call([&] { forwarder->guest_is_gone(); });
  } while (is_open(late));
}

TEST_F(ForwarderTest, SaysWhichPortIsTaken) {
  const Listener other("127.0.0.1");
  Forwarder forwarder(agent_.io(), "web", {{other.port(), 80}}, {"127.0.0.1"});
  try {
    forwarder.listen();
    FAIL();
  } catch (const Trouble& trouble) {
    EXPECT_EQ(trouble.kind, TroubleKind::infrastructure);
    EXPECT_EQ(trouble.message, "port " + std::to_string(other.port()) +
                                   " of the host is taken, so machine `web` can't forward it: another "
                                   "program listens there");
  }
}

}  // namespace
}  // namespace vmt::machine
