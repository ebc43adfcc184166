#include "tools/by_hand/shell_session.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string>

#include "agent/protocol.hpp"
#include "tools/by_hand/control.hpp"
#include "tools/by_hand/signal_watch.hpp"
#include "tools/by_hand/terminal_mode.hpp"
#include "tools/exit_status.hpp"

namespace vmt::tools {
namespace {

using agent::FrameType;

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

class Session {
public:
  Session(const machine::Descriptor& connection, bool has_terminal)
      : connection_(connection), has_terminal_(has_terminal), signals_{SIGWINCH, SIGINT, SIGTERM, SIGHUP} {}

  int run() {
    std::optional<RawTerminal> raw;
    if (has_terminal_) raw.emplace(Rawness::all);
    while (!status_) {
      pollfd watched[] = {{connection_.get(), POLLIN, 0},
                          {signals_.descriptor(), POLLIN, 0},
                          {input_is_open_ && room_bytes_ > 0 ? STDIN_FILENO : -1, POLLIN, 0}};
      if (::poll(watched, 3, -1) < 0) continue;
      if (watched[1].revents != 0) take_signals();
      if (watched[0].revents != 0) take_frames();
      if (!status_ && watched[2].revents != 0) take_input();
    }
    raw.reset();
    if (!complaint_.empty()) fmt::print(stderr, "vmt: {}\n", complaint_);
    return *status_;
  }

private:
  void send(FrameType type, std::string_view payload = {}) {
    if (!send_bytes(connection_, agent::frame(type, 0, payload))) network_is_gone();
  }

  void take_input() {
    std::array<char, agent::largest_payload> bytes;
    const auto count = ::read(STDIN_FILENO, bytes.data(), std::min(bytes.size(), room_bytes_));
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (count <= 0) {
      input_is_open_ = false;
      return send(FrameType::end);
    }
    room_bytes_ -= static_cast<std::size_t>(count);
    send(FrameType::data, {bytes.data(), static_cast<std::size_t>(count)});
  }

  void take_signals() {
    while (const auto signal = signals_.next()) {
      if (*signal == SIGWINCH) {
        const auto size = terminal_size();
        if (has_terminal_) send(FrameType::resize, agent::Writer().u16(size.columns).u16(size.rows).bytes());
      } else if (*signal == SIGINT) {  // the command's affair: vmt ends when it does
        send(FrameType::signal, agent::Writer().u32(SIGINT).bytes());
      } else {
        status_ = static_cast<int>(ExitStatus::signal_base) + *signal;
      }
    }
  }

  void take_frames() {
    std::array<char, agent::largest_payload> bytes;
    const auto count = ::recv(connection_.get(), bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EINTR) return;
    if (count <= 0) return network_is_gone();
    incoming_.append(bytes.data(), static_cast<std::size_t>(count));
    std::string_view rest = incoming_;
    while (!status_ && rest.size() >= agent::header_bytes) {
      const auto header = agent::read_header(rest);
      if (rest.size() < agent::header_bytes + header.size) break;
      take_frame(header.type, rest.substr(agent::header_bytes, header.size));
      rest.remove_prefix(agent::header_bytes + header.size);
    }
    incoming_.erase(0, incoming_.size() - rest.size());
  }

  void take_frame(FrameType type, std::string_view payload) {
    agent::Reader reader(payload);
    if (type == FrameType::output || type == FrameType::errors) {
      if (!write_all(type == FrameType::errors ? STDERR_FILENO : STDOUT_FILENO, payload))
        status_ = static_cast<int>(ExitStatus::signal_base) + SIGPIPE;
      send(FrameType::credit, agent::Writer().u32(static_cast<std::uint32_t>(payload.size())).bytes());
    } else if (type == FrameType::credit) {
      room_bytes_ += reader.u32();
    } else if (type == FrameType::done) {
      const auto ending = static_cast<agent::Ending>(reader.u8());
      const auto code = static_cast<int>(reader.u32());
      status_ = ending == agent::Ending::signaled ? static_cast<int>(ExitStatus::signal_base) + code : code;
    } else if (type == FrameType::error) {
      reader.u32();
      end_with(std::string(reader.text()));
    }
  }

  void network_is_gone() { end_with("the network was ended"); }

  void end_with(std::string complaint) {
    if (status_) return;
    complaint_ = std::move(complaint);
    status_ = static_cast<int>(ExitStatus::infrastructure);
  }

  const machine::Descriptor& connection_;
  const bool has_terminal_;
  SignalWatch signals_;
  std::size_t room_bytes_ = agent::window_bytes;  // that the guest has for input
  bool input_is_open_ = true;
  std::string incoming_;
  std::optional<int> status_;
  std::string complaint_;
};

}  // namespace

int run_shell_session(const machine::Descriptor& connection, bool has_terminal) {
  ::signal(SIGPIPE, SIG_IGN);
  return Session(connection, has_terminal).run();
}

}  // namespace vmt::tools
