// The request `terminal`: a shell or a command on a terminal of its own, for a person at the other end.
#include <climits>

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>

#include "agent/launch.hpp"
#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

// A process that outlives the shell may keep the terminal open: then this is how long the shell's last
// words may take through the kernel.
constexpr std::chrono::milliseconds last_bytes_take{200};

constexpr char end_of_file = '\x04';  // Ctrl-D, what a terminal takes for the end of its input

// Both ends of a pseudo-terminal; closed ends and errno when there is none.
struct TerminalPair {
  Descriptor host;
  Descriptor guest;
};

TerminalPair open_terminal(winsize size) {
  TerminalPair pair;
  pair.host = Descriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  if (!pair.host.is_open() || ::grantpt(pair.host.number()) != 0 || ::unlockpt(pair.host.number()) != 0)
    return pair;
  char name[PATH_MAX];
  if (::ptsname_r(pair.host.number(), name, sizeof name) != 0) return pair;
  ::ioctl(pair.host.number(), TIOCSWINSZ, &size);
  pair.guest = open_file(name, O_RDWR | O_NOCTTY);
  return pair;
}

winsize read_size(Reader& request) {
  winsize size{};
  size.ws_col = request.u16();
  size.ws_row = request.u16();
  return size;
}

// A person wants to know on which machine the next word will be run. A shell with a prompt in its own
// configuration, such as Debian's bash, shows that one instead.
std::string prompt_of(const User& user) {
  char host[HOST_NAME_MAX + 1] = "guest";
  ::gethostname(host, sizeof host - 1);
  return user.name + "@" + host + (user.uid == 0 ? " # " : " $ ");
}

class Terminal final : public Channel {
public:
  using Channel::Channel;

  void start(Reader& request) override {
    Launch launch;
    const std::string command(request.text());
    const std::string user_name(request.text());
    launch.directory = request.text();
    for (auto left = request.u32(); left > 0 && request.ok(); --left) {
      std::string name(request.text());
      launch.environment.emplace_back(std::move(name), request.text());
    }
    const auto size = read_size(request);
    if (!request.ok()) return fail(0, "the request `terminal` ends too early");
    if (!user_name.empty()) {
      const auto user = find_user(user_name);
      if (!user) return fail(0, "there is no user `" + user_name + "` in this guest");
      launch.user = *user;
    }
    if (command.empty()) {
      launch.arguments = {launch.user.shell, "-l"};
      launch.environment.emplace_back("PS1", prompt_of(launch.user));
    } else {
      launch.arguments = {"/bin/sh", "-c", command};
    }
    launch_on(open_terminal(size), std::move(launch));
  }

  void received(FrameType type, std::string_view payload) override {
    if (type == FrameType::data) {
      input_.append(payload);
      write_input();
    } else if (type == FrameType::end) {
      input_.push_back(end_of_file);
      write_input();
    } else if (type == FrameType::resize) {
      Reader request(payload);
      const auto size = read_size(request);
      if (request.ok()) ::ioctl(terminal_.number(), TIOCSWINSZ, &size);
    } else if (type == FrameType::signal) {
      signal_group(process_, static_cast<int>(Reader(payload).u32()));
    } else if (type == FrameType::cancel) {
      abandon();
      done(result_of(0));
    }
  }

  void pump() override { read_output(); }

  // As when the window is closed: what runs on the terminal gets SIGHUP.
  void abandon() override {
    watch_.end();
    terminal_.close();
  }

private:
  void launch_on(TerminalPair pair, Launch launch) {
    if (!pair.guest.is_open()) return fail(errno, "cannot open a terminal: " + reason(errno));
    launch.input = launch.output = launch.errors = pair.guest.number();
    launch.has_terminal = true;
    started_ = Clock::now();
    const auto launched = vmt::agent::launch(launch);
    if (launched.process < 0)
      return fail(launched.error_number, launched.what + ": " + reason(launched.error_number));
    process_ = launched.process;
    exit_ = loop().on_exit(process_, [this](int status) { command_ended(status); });
    terminal_ = std::move(pair.host);
    watch_ = loop().watch(terminal_.number(), EPOLLIN | EPOLLOUT, [this](std::uint32_t) {
      write_input();
      read_output();
    });
  }

  void command_ended(int status) {
    status_ = status;
    read_output();
    finish_when_over();
    if (is_finished()) return;
    last_bytes_ = loop().after(last_bytes_take, [this] {
      is_read_to_its_end_ = true;
      finish_when_over();
    });
  }

  void write_input() {
    std::size_t written = 0;
    while (terminal_.is_open() && written < input_.size()) {
      const auto count = ::write(terminal_.number(), input_.data() + written, input_.size() - written);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno != EAGAIN) written = input_.size();  // nobody reads it any more
      if (count < 0) break;
      written += static_cast<std::size_t>(count);
    }
    consumed(written);
    input_.erase(0, written);
  }

  void read_output() {
    while (terminal_.is_open() && !is_finished()) {
      const auto size = std::min<std::size_t>(room(), largest_payload);
      if (size == 0) return;
      StreamFrame frame;
      const auto count = ::read(terminal_.number(), frame.payload(), size);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) return;
      if (count <= 0) {  // EIO: no process has the terminal open any more
        is_read_to_its_end_ = true;
        return finish_when_over();
      }
      send_stream(std::move(frame), FrameType::output, static_cast<std::size_t>(count));
    }
  }

  void finish_when_over() {
    if (!status_ || !is_read_to_its_end_ || is_finished()) return;
    abandon();
    done(result_of(*status_));
  }

  std::string result_of(int status) const {
    const bool is_signaled = WIFSIGNALED(status);
    const auto code = static_cast<std::uint32_t>(is_signaled ? WTERMSIG(status) : WEXITSTATUS(status));
    Writer payload;
    payload.u8(static_cast<std::uint8_t>(is_signaled ? Ending::signaled : Ending::exited)).u32(code);
    payload.u64(static_cast<std::uint64_t>((Clock::now() - started_).count()));
    return payload.bytes();
  }

  pid_t process_ = -1;
  Clock::time_point started_;
  Registration exit_;
  std::optional<int> status_;
  Registration last_bytes_;
  bool is_read_to_its_end_ = false;
  Descriptor terminal_;
  Registration watch_;
  std::string input_;  // received, not yet written
};

}  // namespace

std::unique_ptr<Channel> make_terminal(Session& session, std::uint32_t number) {
  return std::make_unique<Terminal>(session, number);
}

}  // namespace vmt::agent
