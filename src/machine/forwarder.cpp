#include "machine/forwarder.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <map>
#include <mutex>

#include "machine/guest/tunnel.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {

using boost::asio::ip::tcp;

namespace {

Trouble port_is_taken(const std::string& machine, std::uint16_t port,
                      const boost::system::error_code& error) {
  if (error == boost::asio::error::address_in_use)
    return Trouble(TroubleKind::infrastructure,
                   fmt::format("port {} of the host is taken, so machine `{}` can't forward it: "
                               "another program listens there",
                               port, machine))
        .with_help(fmt::format("find it with `ss -ltnp 'sport = :{}'`, or forward another port", port));
  return Trouble(
      TroubleKind::infrastructure,
      fmt::format("machine `{}` can't forward port {} of the host: {}", machine, port, error.message()));
}

}  // namespace

struct Forwarder::State : std::enable_shared_from_this<State> {
  struct Waiting {
    tcp::socket connection;
    std::uint16_t guest_port;
  };

  State(IoThread& thread, std::string name, std::vector<Forward> wanted,
        std::vector<std::string> guest_addresses)
      : io(thread),
        machine(std::move(name)),
        forwards(std::move(wanted)),
        addresses(std::move(guest_addresses)) {}

  void listen() {
    if (!acceptors.empty()) return;
    for (const auto& forward : forwards) {
      boost::system::error_code error;
      auto acceptor = std::make_shared<tcp::acceptor>(io.context());
      acceptor->open(tcp::v4(), error);
      if (!error) acceptor->set_option(tcp::acceptor::reuse_address(true), error);
      if (!error) acceptor->bind({boost::asio::ip::address_v4::loopback(), forward.host_port}, error);
      if (!error) acceptor->listen(boost::asio::socket_base::max_listen_connections, error);
      if (error) {
        close();
        throw port_is_taken(machine, forward.host_port, error);
      }
      {
        const std::lock_guard lock(mutex);
        host_ports[forward.guest_port] = acceptor->local_endpoint().port();
      }
      acceptors.push_back(acceptor);
      accept(*acceptor, forward.guest_port);
    }
  }

  void accept(tcp::acceptor& acceptor, std::uint16_t guest_port) {
    acceptor.async_accept([self = shared_from_this(), &acceptor, guest_port](boost::system::error_code error,
                                                                             tcp::socket connection) {
      if (error == boost::asio::error::operation_aborted) return;
      if (!error) self->take(std::move(connection), guest_port);
      self->accept(acceptor, guest_port);
    });
  }

  void take(tcp::socket connection, std::uint16_t guest_port) {
    if (!link) {
      waiting.push_back({std::move(connection), guest_port});
      return;
    }
    boost::system::error_code error;
    connection.set_option(tcp::no_delay(true), error);
    connection.native_non_blocking(true, error);
    const auto descriptor = connection.release(error);
    if (!error) guest::carry_connection(io, link, Descriptor(descriptor), addresses, guest_port);
  }

  void close() {
    boost::system::error_code ignored;
    for (const auto& acceptor : acceptors) acceptor->close(ignored);
    acceptors.clear();
    waiting.clear();
    link.reset();
  }

  IoThread& io;
  const std::string machine;
  const std::vector<Forward> forwards;
  const std::vector<std::string> addresses;
  // On the I/O thread only.
  std::vector<std::shared_ptr<tcp::acceptor>> acceptors;
  std::vector<Waiting> waiting;
  std::shared_ptr<guest::AgentLink> link;  // while the guest is up

  mutable std::mutex mutex;
  std::map<std::uint16_t, std::uint16_t> host_ports;  // by guest port
};

Forwarder::Forwarder(IoThread& io, std::string machine, std::vector<Forward> forwards,
                     std::vector<std::string> addresses)
    : state_(std::make_shared<State>(io, std::move(machine), std::move(forwards), std::move(addresses))) {}

Forwarder::~Forwarder() {
  state_->io.call([this] { state_->close(); });
}

void Forwarder::listen() {
  state_->io.call([this] { state_->listen(); });
}

void Forwarder::guest_is_up(const std::shared_ptr<guest::AgentLink>& link) {
  state_->link = link;
  for (auto& waiting : std::exchange(state_->waiting, {}))
    state_->take(std::move(waiting.connection), waiting.guest_port);
}

void Forwarder::guest_is_gone() {
  state_->link.reset();
  // Nobody knows whether the machine will be started again: who waits hears that now.
  state_->waiting.clear();
}

std::optional<std::uint16_t> Forwarder::host_port(std::uint16_t guest_port) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->host_ports.find(guest_port);
  return found == state_->host_ports.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace vmt::machine
