#include "machine/child.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// Boost.Process forgets these two when it is told to use std::filesystem.
// clang-format off
#include <boost/optional.hpp>
#include <boost/type_traits.hpp>
#include <boost/process/v2/process.hpp>
// clang-format on

#include <linux/close_range.h>

#include <cstdlib>
#include <cstring>
#include <limits>

#include "machine/descriptor.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

namespace process = boost::process::v2;

// What the child does between fork and exec: only system calls, since other threads of the parent
// may have held any lock at the moment of the fork.
struct PrepareChild {
  const ChildRequest& request;
  pid_t parent;

  boost::system::error_code on_exec_setup(process::posix::default_launcher& launcher,
                                          const std::filesystem::path&,
                                          const char* const*& /*arguments*/) const {
    if (::setpgid(0, 0) != 0 || ::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return last_error();
    // The parent may have died before the death signal was asked for.
    if (::getppid() != parent) ::_exit(127);
    restore_signals();
    if (!take(request.standard_input, STDIN_FILENO) || !take(request.standard_output, STDOUT_FILENO) ||
        !take(request.standard_error, STDERR_FILENO))
      return last_error();
    ::close_range(3, std::numeric_limits<unsigned>::max(), CLOSE_RANGE_CLOEXEC);
    for (const int number : request.inherited) ::fcntl(number, F_SETFD, 0);
    // The launcher closes what is above the largest number of its list, so that must be ours.
    for (const int number : request.inherited) launcher.fd_whitelist.push_back(number);
    return {};
  }

private:
  static boost::system::error_code last_error() { return {errno, boost::system::system_category()}; }

  static void restore_signals() {
    ::signal(SIGPIPE, SIG_DFL);
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGQUIT, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
  }

  static bool take(int number, int as) {
    if (number < 0) number = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    return number >= 0 && ::dup2(number, as) == as;
  }
};

ExitStatus exit_status_of(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {true, WTERMSIG(wait_status)};
  return {false, WEXITSTATUS(wait_status)};
}

}  // namespace

std::string show(ExitStatus status) {
  if (!status.was_signaled) return "exit status " + std::to_string(status.code);
  return "signal " + std::to_string(status.code) + " (" + ::strsignal(status.code) + ")";
}

std::optional<std::filesystem::path> find_program(std::string_view name) {
  const auto is_program = [](const std::filesystem::path& file) {
    std::error_code error;
    return std::filesystem::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0;
  };
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string_view::npos) {
    if (is_program(name)) return std::filesystem::absolute(name);
    return std::nullopt;
  }
  const char* variable = std::getenv("PATH");
  std::string_view folders = variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin";
  while (!folders.empty()) {
    const auto folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folder.size() + 1, folders.size()));
    const auto file = std::filesystem::path(folder.empty() ? "." : folder) / name;
    if (is_program(file)) return std::filesystem::absolute(file);
  }
  return std::nullopt;
}

struct Child::State {
  explicit State(boost::asio::io_context& context) : process(context) {}

  void has_ended(ExitStatus how) {
    const std::lock_guard lock(mutex);
    status = how;
    changed.notify_all();
  }

  process::process process;  // this and the next are used on the I/O thread only
  bool is_forgotten = false;
  pid_t id = -1;
  mutable std::mutex mutex;
  mutable std::condition_variable_any changed;
  std::optional<ExitStatus> status;
};

Child::Child(IoThread& io, const ChildRequest& request, std::function<void(ExitStatus)> exited) : io_(io) {
  io_.call([&] {
    if (::access(request.program.c_str(), X_OK) != 0)
      throw Trouble(TroubleKind::infrastructure,
                    fmt::format("`{}` can't be run: {}", request.program.string(), system_words(errno)));
    state_ = std::make_shared<State>(io_.context());
    process::posix::default_launcher launcher;
    boost::system::error_code error;
    // The launcher tells its context of the fork in the child, too, where Asio takes locks and opens
    // descriptors anew: a lock that another thread held at the fork would stay locked there. Nobody else uses
    // this context.
    boost::asio::io_context apart;
    auto launched = launcher(apart.get_executor(), error, request.program, request.arguments,
                             PrepareChild{request, ::getpid()});
    if (error) {
      if (launcher.pid > 0) ::waitpid(launcher.pid, nullptr, 0);
      throw Trouble(TroubleKind::infrastructure,
                    fmt::format("`{}` can't be started: {}", request.program.string(), error.message()));
    }
    state_->process = process::process(io_.context().get_executor(), launched.id());
    launched.detach();
    state_->id = state_->process.id();
    auto& running = state_->process;
    running.async_wait([state = state_, exited = std::move(exited)](boost::system::error_code, int) {
      const auto how = exit_status_of(state->process.native_exit_code());
      state->has_ended(how);
      if (!state->is_forgotten) exited(how);
    });
  });
}

Child::~Child() {
  kill_group(SIGKILL);
  if (io_.is_this_thread())
    state_->is_forgotten = true;
  else
    wait(Patience{});
}

pid_t Child::id() const {
  return state_->id;
}

void Child::kill_group(int signal_number) {
  // On the I/O thread, which also reaps: so the number can't have been given to another process.
  io_.call([&] {
    if (!exit_status()) ::kill(-state_->id, signal_number);
  });
}

std::optional<ExitStatus> Child::exit_status() const {
  const std::lock_guard lock(state_->mutex);
  return state_->status;
}

Waited Child::wait(const Patience& patience) const {
  std::unique_lock lock(state_->mutex);
  return wait_until(lock, state_->changed, patience, [&] { return state_->status.has_value(); });
}

}  // namespace vmt::machine
