// Waits for TCP and UDP ports: asks the kernel for the sockets that listen, every ten milliseconds. There
// is no event for it; the question costs some microseconds.
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <optional>
#include <set>

#include "agent/address.hpp"
#include "agent/observation.hpp"
#include "agent/user.hpp"

namespace vmt::agent {
namespace {

constexpr auto pause = std::chrono::milliseconds(10);
// Of the kernel's net/tcp_states.h: a TCP socket that listens; a UDP socket that is bound and has no peer.
constexpr std::uint32_t tcp_listen = 10;
constexpr std::uint32_t tcp_close = 7;

constexpr std::uint32_t state_of_open(Transport transport) {
  return transport == Transport::tcp ? tcp_listen : tcp_close;
}

using Ports = std::set<std::uint16_t>;

// The kernel's dump of listening sockets, sock_diag(7).
class SocketDump {
public:
  explicit SocketDump(Transport transport)
      : transport_(transport), netlink_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {
    // Dumps are answered at once; the limit is for a kernel that does not.
    const timeval limit{.tv_sec = 1, .tv_usec = 0};
    ::setsockopt(netlink_.number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  // Nothing when this kernel has no such dump (the module tcp_diag is missing).
  std::optional<Ports> ports() {
    Ports found;
    for (const int family : {AF_INET, AF_INET6})
      if (!ask(family) || !read_answer(found)) return std::nullopt;
    return found;
  }

private:
  bool ask(int family) {
    struct {
      nlmsghdr header;
      inet_diag_req_v2 request;
    } message{};
    message.header.nlmsg_len = sizeof message;
    message.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    message.request.sdiag_family = static_cast<__u8>(family);
    message.request.sdiag_protocol = transport_ == Transport::tcp ? IPPROTO_TCP : IPPROTO_UDP;
    message.request.idiag_states = 1U << state_of_open(transport_);
    return ::send(netlink_.number(), &message, sizeof message, 0) == sizeof message;
  }

  bool read_answer(Ports& found) {
    alignas(nlmsghdr) char buffer[16 * 1024];
    while (true) {
      const auto count = ::recv(netlink_.number(), buffer, sizeof buffer, 0);
      if (count <= 0) return false;
      for (std::size_t offset = 0; offset + sizeof(nlmsghdr) <= static_cast<std::size_t>(count);) {
        nlmsghdr header;
        std::memcpy(&header, buffer + offset, sizeof header);
        if (header.nlmsg_type == NLMSG_DONE) return true;
        if (header.nlmsg_type == NLMSG_ERROR || header.nlmsg_len < sizeof header) return false;
        inet_diag_msg socket{};
        std::memcpy(&socket, buffer + offset + NLMSG_HDRLEN, sizeof socket);
        found.insert(ntohs(socket.id.idiag_sport));
        offset += NLMSG_ALIGN(header.nlmsg_len);
      }
    }
  }

  Transport transport_;
  Descriptor netlink_;
};

// The same from /proc/net/tcp, tcp6, udp and udp6: "  0: 0100007F:0016 00000000:0000 0A ...".
void add_ports_of_table(const char* table, Transport transport, Ports& found) {
  const std::string_view state_shown = transport == Transport::tcp ? "0A" : "07";
  const auto contents = read_small_file(table);
  for (const auto line : split(contents, '\n')) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    const auto fields = split(line.substr(colon + 2), ' ');
    if (fields.size() < 3 || fields[2] != state_shown) continue;
    const auto port_text = fields[0].substr(fields[0].rfind(':') + 1);
    std::uint16_t port = 0;
    std::from_chars(port_text.data(), port_text.data() + port_text.size(), port, 16);
    found.insert(port);
  }
}

std::string list_ports(const Ports& ports) {
  if (ports.empty()) return "no port is open";
  constexpr std::size_t shown_at_most = 12;
  std::string text = ports.size() == 1 ? "only port " : "ports ";
  std::size_t index = 0;
  for (const auto port : ports) {
    if (index == shown_at_most) return text + " and more are open";
    if (index > 0) text += index + 1 == ports.size() ? " and " : ", ";
    text += std::to_string(port);
    ++index;
  }
  return text + (ports.size() == 1 ? " is open" : " are open");
}

class PortObservation final : public Observation {
public:
  PortObservation(Loop& loop, std::uint16_t port, Transport transport, bool wants_open, Report report)
      : loop_(loop),
        port_(port),
        transport_(transport),
        wants_open_(wants_open),
        report_(std::move(report)),
        dump_(transport) {
    look();
  }

private:
  void look() {
    const auto ports = listening_ports();
    const bool is_open = ports.count(port_) != 0;
    Finding finding;
    if (is_open == wants_open_) finding.state = Finding::State::holds;
    const auto name = (transport_ == Transport::tcp ? "port " : "UDP port ") + std::to_string(port_);
    finding.seen =
        is_open ? "something listens on " + name : "nothing listens on " + name + "; " + list_ports(ports);
    if (finding.state == Finding::State::not_yet) timer_ = loop_.after(pause, [this] { look(); });
    report_(finding);
  }

  Ports listening_ports() {
    if (has_dump_) {
      if (auto ports = dump_.ports()) return *ports;
      has_dump_ = false;
    }
    Ports ports;
    const bool is_tcp = transport_ == Transport::tcp;
    add_ports_of_table(is_tcp ? "/proc/net/tcp" : "/proc/net/udp", transport_, ports);
    add_ports_of_table(is_tcp ? "/proc/net/tcp6" : "/proc/net/udp6", transport_, ports);
    return ports;
  }

  Loop& loop_;
  std::uint16_t port_;
  Transport transport_;
  bool wants_open_;
  Report report_;
  SocketDump dump_;
  bool has_dump_ = true;
  Registration timer_;
};

}  // namespace

std::unique_ptr<Observation> observe_port(Loop& loop, const Operands& operands, Transport transport,
                                          bool wants_open, Report report) {
  const auto port = port_number(operands[0]);
  if (port == 0) {
    report({Finding::State::cannot_hold, "`" + operands[0] + "` is no port: ports are 1 to 65535"});
    return nullptr;
  }
  return std::make_unique<PortObservation>(loop, port, transport, wants_open, std::move(report));
}

}  // namespace vmt::agent
