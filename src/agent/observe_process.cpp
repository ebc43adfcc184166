// Waits for a process by name: the kernel tells of every exec, and then /proc is read.
#include <dirent.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "agent/observation.hpp"

namespace vmt::agent {
namespace {

// For renamed processes and for kernels that tell nothing; reading all of /proc is not cheap.
constexpr auto pause_with_events = std::chrono::milliseconds(500);
constexpr auto pause_without_events = std::chrono::milliseconds(25);

// The process events connector (drivers/connector/cn_proc.c of the kernel); only root may listen.
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

bool is_number(const char* text) {
  return *text != '\0' && std::strspn(text, "0123456789") == std::strlen(text);
}

bool has_name(const std::string& folder, const std::string& name) {
  auto comm = read_small_file(folder + "/comm");
  if (!comm.empty() && comm.back() == '\n') comm.pop_back();
  // The kernel keeps 15 bytes of a name.
  if (comm == name || (name.size() > 15 && comm == name.substr(0, 15))) return true;
  const auto command_line = read_small_file(folder + "/cmdline");
  const auto program = command_line.substr(0, command_line.find('\0'));
  return !program.empty() && program.substr(program.rfind('/') + 1) == name;
}

// The process's number; 0 when there is none. Zombies do not count: they have ended.
int find_process(const std::string& name) {
  DIR* const processes = ::opendir("/proc");
  if (processes == nullptr) return 0;
  int found = 0;
  while (const auto* entry = ::readdir(processes)) {
    if (!is_number(entry->d_name)) continue;
    const auto folder = std::string("/proc/") + entry->d_name;
    if (!has_name(folder, name)) continue;
    const auto status = read_small_file(folder + "/stat");
    const auto after_name = status.rfind(") ");
    if (after_name != std::string::npos && status.compare(after_name + 2, 1, "Z") == 0) continue;
    found = std::atoi(entry->d_name);
    break;
  }
  ::closedir(processes);
  return found;
}

class ProcessObservation final : public Observation {
public:
  ProcessObservation(Loop& loop, std::string name, Report report)
      : loop_(loop), name_(std::move(name)), report_(std::move(report)) {
    events_ = listen_for_processes();
    if (events_.is_open())
      watch_ = loop_.watch(events_.number(), EPOLLIN, [this](std::uint32_t) {
        if (read_events()) look();
      });
    look();
  }

private:
  // True when a program was started or a process renamed.
  bool read_events() {
    bool is_worth_a_look = false;
    alignas(nlmsghdr) char buffer[4096];
    while (true) {
      const auto count = ::recv(events_.number(), buffer, sizeof buffer, 0);
      if (count < 0 && errno == ENOBUFS) is_worth_a_look = true;  // some were lost
      if (count <= 0) return is_worth_a_look;
      constexpr auto offset = NLMSG_HDRLEN + sizeof(cn_msg);
      proc_event event{};
      const auto size = std::min(static_cast<std::size_t>(count), offset + sizeof event);
      if (size > offset) std::memcpy(&event, buffer + offset, size - offset);
      is_worth_a_look |=
          event.what == proc_event::PROC_EVENT_EXEC || event.what == proc_event::PROC_EVENT_COMM;
    }
  }

  void look() {
    if (const int process = find_process(name_); process != 0)
      return report_({Finding::State::holds, "`" + name_ + "` runs as process " + std::to_string(process)});
    const Duration pause = events_.is_open() ? pause_with_events : pause_without_events;
    timer_ = loop_.after(pause, [this] { look(); });
    report_({Finding::State::not_yet, "no process is named `" + name_ + "`"});
  }

  Loop& loop_;
  std::string name_;
  Report report_;
  Descriptor events_;
  Registration watch_;
  Registration timer_;
};

}  // namespace

std::unique_ptr<Observation> observe_process(Loop& loop, const Operands& operands, Report report) {
  return std::make_unique<ProcessObservation>(loop, operands[0], std::move(report));
}

}  // namespace vmt::agent
