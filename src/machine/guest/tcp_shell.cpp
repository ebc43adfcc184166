#include "machine/guest/tcp_shell.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace vmt::machine::guest {
namespace {

// QEMU takes every connection at once and closes it again when nothing in the guest listens.
constexpr std::chrono::milliseconds pause_before_retry{200};
// A guest that is still booting answers nothing at all.
constexpr std::chrono::seconds patience_for_an_answer{3};

constexpr auto no_way_in =
    "no port of QEMU leads to its shell: its start script should hand $QEMU_NET_OPTS to the user network";

Descriptor connect_to(std::uint16_t port) {
  Descriptor connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // reinterpret_cast: the sockets interface takes every family by its common head.
  if (::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return {};
  ::fcntl(connection.get(), F_SETFL, O_NONBLOCK);
  return connection;
}

}  // namespace

struct TcpShell::State : std::enable_shared_from_this<TcpShell::State> {
  State(IoThread& io_thread, std::shared_ptr<ShellLink> shell)
      : io(io_thread), link(std::move(shell)), timer(io_thread.context()) {}

  void connect() {
    has_answered = false;
    stream.reset();
    auto connection = connect_to(port);
    if (!connection.is_open()) return again(pause_before_retry);
    stream = std::make_unique<ByteStream>(io, std::move(connection),
                                          ByteStream::Events{[this](std::string_view bytes) {
                                                               has_answered = true;
                                                               timer.cancel();
                                                               link->take(bytes);
                                                             },
                                                             [this] {
                                                               if (!has_answered) again(pause_before_retry);
                                                             }});
    link->connected();
    again(patience_for_an_answer);
  }

  void again(std::chrono::milliseconds pause) {
    timer.expires_after(pause);
    timer.async_wait([self = weak_from_this()](boost::system::error_code error) {
      const auto state = self.lock();
      if (!error && state && !state->has_answered) state->connect();
    });
  }

  IoThread& io;
  std::shared_ptr<ShellLink> link;
  boost::asio::steady_timer timer;
  std::unique_ptr<ByteStream> stream;
  std::uint16_t port = 0;
  bool has_answered = false;
};

TcpShell::TcpShell(IoThread& io, FindPort find_port, std::shared_ptr<ShellLink> link)
    : state_(std::make_shared<State>(io, std::move(link))),
      finder_(
          [find_port = std::move(find_port), weak = std::weak_ptr(state_), &io](const std::stop_token& stop) {
            const auto port = find_port(stop);
            if (!port) return;
            io.post([weak, port = *port] {
              const auto state = weak.lock();
              if (!state) return;
              if (port == 0) return state->link->turn_away(no_way_in);
              state->port = port;
              state->connect();
            });
          }) {}

TcpShell::~TcpShell() = default;

void TcpShell::send(std::string bytes) {
  if (state_->stream) state_->stream->send(std::move(bytes));
}

}  // namespace vmt::machine::guest
