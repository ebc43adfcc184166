#include "agent/process_events.hpp"

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

namespace vmt::agent {
namespace {

Descriptor listen_for_processes() {
  Descriptor netlink(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = CN_IDX_PROC;
  // reinterpret_cast: the sockets interface takes every family by its common head.
  if (::bind(netlink.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  const proc_cn_mcast_op operation = PROC_CN_MCAST_LISTEN;
  cn_msg message{};
  message.id = {CN_IDX_PROC, CN_VAL_PROC};
  message.len = sizeof operation;
  nlmsghdr header{};
  header.nlmsg_type = NLMSG_DONE;
  alignas(nlmsghdr) char buffer[NLMSG_LENGTH(sizeof message + sizeof operation)];
  header.nlmsg_len = sizeof buffer;
  std::memcpy(buffer, &header, sizeof header);
  std::memcpy(buffer + NLMSG_HDRLEN, &message, sizeof message);
  std::memcpy(buffer + NLMSG_HDRLEN + sizeof message, &operation, sizeof operation);
  if (::send(netlink.number(), buffer, sizeof buffer, 0) < 0) return {};
  return netlink;
}

// Nothing when it is about a thread, or of a kind that says nothing new.
std::optional<ProcessEvent> understood(const proc_event& event) {
  const auto& data = event.event_data;
  using Kind = ProcessEvent::Kind;
  switch (event.what) {
    case proc_event::PROC_EVENT_FORK:
      if (data.fork.child_pid != data.fork.child_tgid) return {};
      return ProcessEvent{Kind::forked, data.fork.child_tgid, data.fork.parent_tgid};
    case proc_event::PROC_EVENT_EXEC: return ProcessEvent{Kind::executed, data.exec.process_tgid, 0};
    case proc_event::PROC_EVENT_COMM: return ProcessEvent{Kind::renamed, data.comm.process_tgid, 0};
    case proc_event::PROC_EVENT_EXIT:
      if (data.exit.process_pid != data.exit.process_tgid) return {};
      return ProcessEvent{Kind::ended, data.exit.process_tgid, 0};
    default: return {};
  }
}

}  // namespace

ProcessEvents::ProcessEvents(Loop& loop, Handler handler)
    : handler_(std::move(handler)), netlink_(listen_for_processes()) {
  if (netlink_.is_open())
    watch_ = loop.watch(netlink_.number(), EPOLLIN, [this](std::uint32_t) { read(); });
}

void ProcessEvents::read() {
  if (!is_open()) return;
  std::vector<ProcessEvent> events;
  alignas(nlmsghdr) char buffer[4096];
  while (true) {
    const auto count = ::recv(netlink_.number(), buffer, sizeof buffer, 0);
    if (count < 0 && errno == ENOBUFS) {
      events.push_back({});
      continue;
    }
    if (count <= 0) break;
    constexpr auto offset = NLMSG_HDRLEN + sizeof(cn_msg);
    proc_event event{};
    const auto size = std::min(static_cast<std::size_t>(count), offset + sizeof event);
    if (size > offset) std::memcpy(&event, buffer + offset, size - offset);
    if (const auto known = understood(event)) events.push_back(*known);
  }
  if (!events.empty()) handler_(events);
}

}  // namespace vmt::agent
