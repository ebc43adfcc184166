#include "machine/images/tool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "machine/descriptor.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

// Tools such as mke2fs live where an ordinary user's PATH does not lead.
constexpr auto more_folders = ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

std::string search_path() {
  const char* const own = std::getenv("PATH");
  return (own == nullptr ? "" : own) + std::string(more_folders);
}

std::vector<std::string> environment_of(const ToolRequest& request) {
  std::vector<std::pair<std::string, std::string>> added = {
      {"PATH", search_path()},
      {"LC_ALL", "C.UTF-8"},  // messages that can be recognised
      {"DEBIAN_FRONTEND", "noninteractive"},
  };
  added.insert(added.end(), request.environment.begin(), request.environment.end());
  std::vector<std::string> lines;
  for (char** line = environ; *line != nullptr; ++line) {
    const std::string text = *line;
    const auto name = text.substr(0, text.find('='));
    if (std::none_of(added.begin(), added.end(), [&](const auto& pair) { return pair.first == name; }))
      lines.push_back(text);
  }
  for (const auto& [name, value] : added) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// Only system calls are allowed in here: other threads may have held any lock at the fork.
[[noreturn]] void run_child(const char* program, char* const* arguments, char* const* environment,
                            const char* directory, int output, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before the line above
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(null, 0);
  ::dup2(output, 1);
  ::dup2(output, 2);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  if (*directory == '\0' || ::chdir(directory) == 0) ::execve(program, arguments, environment);
  ::_exit(127);
}

// Passes whole lines on.
class Lines {
public:
  explicit Lines(const std::function<void(const std::string&)>& line) : line_(line) {}
  void add(std::string_view bytes) {
    if (!line_) return;
    rest_.append(bytes);
    for (auto end = rest_.find_first_of("\r\n"); end != std::string::npos;
         end = rest_.find_first_of("\r\n")) {
      if (end > 0) line_(rest_.substr(0, end));
      rest_.erase(0, end + 1);
    }
  }

private:
  const std::function<void(const std::string&)>& line_;
  std::string rest_;
};

int poll_milliseconds(const Deadline& deadline) {
  if (deadline.is_never()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline.left()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

int reap(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

std::filesystem::path find_tool(const std::string& name) {
  if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0 ? name : "";
  std::istringstream folders(search_path());
  for (std::string folder; std::getline(folders, folder, ':');) {
    const auto candidate = folder + "/" + name;
    if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

void require_tool(const std::string& name, const std::string& package) {
  if (find_tool(name).empty())
    throw Trouble(TroubleKind::infrastructure, "the program `" + name + "` is not installed")
        .with_help("install it with: sudo apt-get install " + package);
}

ToolResult run_tool(const ToolRequest& request, const Patience& patience) {
  const auto name = std::filesystem::path(request.arguments.front()).filename().string();
  const auto program = find_tool(request.arguments.front());
  if (program.empty())
    throw Trouble(TroubleKind::infrastructure, "the program `" + name + "` is not installed");
  auto arguments = request.arguments;
  auto environment = environment_of(request);
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);
  const auto directory = request.directory.string();
  auto output = make_pipe();
  const Descriptor stopped(::eventfd(0, EFD_CLOEXEC));
  const std::stop_callback on_stop(patience.stop, [&] { ::eventfd_write(stopped.get(), 1); });

  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process == 0)
    run_child(program.c_str(), argument_pointers.data(), environment_pointers.data(), directory.c_str(),
              output.theirs.get(), parent);
  if (process < 0)
    throw Trouble(TroubleKind::infrastructure, "cannot start `" + name + "`: " + system_words(errno));
  output.theirs = {};

  ToolResult result;
  Lines lines(request.line);
  while (true) {
    pollfd news[2] = {{.fd = output.ours.get(), .events = POLLIN, .revents = 0},
                      {.fd = stopped.get(), .events = POLLIN, .revents = 0}};
    ::poll(news, 2, poll_milliseconds(patience.deadline));
    if (patience.stop.stop_requested() || patience.deadline.has_passed()) break;
    char buffer[16 * 1024];
    const auto count = ::read(output.ours.get(), buffer, sizeof buffer);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0) {  // it has ended, and all that it started
      result.status = reap(process);
      return result;
    }
    const std::string_view bytes(buffer, static_cast<std::size_t>(count));
    result.output.append(bytes);
    lines.add(bytes);
  }
  ::kill(-process, SIGKILL);
  reap(process);
  check_patience(patience, "waiting for `" + name + "`");
  return result;
}

ToolResult run_tool_or_throw(const ToolRequest& request, const std::string& what, const Patience& patience) {
  auto result = run_tool(request, patience);
  if (result.succeeded()) return result;
  const auto name = std::filesystem::path(request.arguments.front()).filename().string();
  Trouble trouble(TroubleKind::infrastructure,
                  what + " failed: `" + name + "` ended with exit status " + std::to_string(result.status));
  for (auto& line : last_lines(result.output, 8)) trouble.notes.push_back(std::move(line));
  throw trouble;
}

std::vector<std::string> last_lines(const std::string& log, std::size_t count) {
  std::vector<std::string> lines;
  std::istringstream stream(log);
  for (std::string line; std::getline(stream, line);)
    if (line.find_first_not_of(" \t\r") != std::string::npos) lines.push_back(line);
  if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  return lines;
}

void check_patience(const Patience& patience, const std::string& what) {
  if (patience.stop.stop_requested()) throw Trouble(TroubleKind::stopped, "stopped while " + what);
  if (patience.deadline.has_passed())
    throw Trouble(TroubleKind::timed_out, "the time was over while " + what);
}

}  // namespace vmt::machine
