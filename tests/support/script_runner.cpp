// Runs one .vmt file with the real vmt and compares what happens with what the file itself says:
//
//     # exit 1                       the exit status (0 when it does not say)
//     # with OPTIONS                 more options for vmt: `# with -j 2 --repeat 3`
//     # says TEXT                    the output contains TEXT
//     # send INT after TEXT          sends the signal to vmt as soon as the output contains TEXT
//     # free port NAME             gives the script's `param NAME` a port of the host that is free now
//     # prepare COMMAND              a shell command in the script's folder that comes first: it finds an empty
//                                    folder in $FOLDER, which the script gets as its parameter `folder`
//     ... # here                     a diagnostic points at this line
//
// Usage: script_runner VMT FILE.vmt
//
// Whatever vmt starts and leaves behind becomes a child of this program (PR_SET_CHILD_SUBREAPER), so it
// sees every process that survives.
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Expectations {
  std::string preparation;
  int exit_status = 0;
  std::vector<std::string> options;
  std::vector<std::string> says;
  int signal = 0;
  std::string signal_after;
};

// How long a process that has to die may take: it has been killed already, the kernel tears it down.
constexpr int burial_ms = 5000;

const std::map<std::string, int> signals{
    {"INT", SIGINT}, {"TERM", SIGTERM}, {"KILL", SIGKILL}, {"HUP", SIGHUP}};

// A port that the kernel chose a moment ago; it gives the same one again only much later.
int free_port() {
  const int socket_number = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(socket_number, reinterpret_cast<const sockaddr*>(&address), size);
  getsockname(socket_number, reinterpret_cast<sockaddr*>(&address), &size);
  close(socket_number);
  return ntohs(address.sin_port);
}

Expectations read_expectations(const std::string& file) {
  Expectations expected;
  std::ifstream stream(file);
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    const auto after = [&](const std::string& start) { return line.substr(start.size()); };
    if (line.starts_with("# exit ")) expected.exit_status = std::stoi(after("# exit "));
    if (line.starts_with("# with ")) {
      std::istringstream words(after("# with "));
      for (std::string word; words >> word;) expected.options.push_back(word);
    }
    if (line.starts_with("# prepare ")) expected.preparation = after("# prepare ");
    if (line.starts_with("# says ")) expected.says.push_back(after("# says "));
    if (line.starts_with("# free port ")) {
      expected.options.emplace_back("--set");
      expected.options.push_back(fmt::format("{}={}", after("# free port "), free_port()));
    }
    if (line.ends_with("# here")) expected.says.push_back(fmt::format("{}:{}:", file, number));
    if (line.starts_with("# send ")) {
      const auto rest = after("# send ");
      const auto space = rest.find(" after ");
      expected.signal = signals.at(rest.substr(0, space));
      expected.signal_after = rest.substr(space + 7);
    }
  }
  return expected;
}

struct Ran {
  std::string output;
  int exit_status = 0;  // 128 and the signal's number when a signal ended it
};

// Whether the preparation succeeded; `folder` is what it has filled, empty when there is no preparation.
bool prepare(const std::string& file, const Expectations& expected, std::string& folder) {
  if (expected.preparation.empty()) return true;
  folder = (std::filesystem::temp_directory_path() / "vmt-test-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) std::perror("mkdtemp");
  setenv("FOLDER", folder.c_str(), 1);
  const auto script_folder = std::filesystem::path(file).parent_path().string();
  const auto command = fmt::format("cd '{}' && {}", script_folder, expected.preparation);
  if (std::system(command.c_str()) == 0) return true;
  fmt::print("WRONG: the preparation failed: {}\n", command);
  return false;
}

Ran run(const char* vmt, const std::string& file, const std::string& folder, const Expectations& expected) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) std::perror("pipe");
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    std::vector<std::string> words = {vmt, "--color=never", file};
    if (!folder.empty()) words.insert(words.end(), {"--set", "folder=" + folder});
    words.insert(words.end(), expected.options.begin(), expected.options.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execv(vmt, arguments.data());
    std::perror(vmt);
    _exit(127);
  }
  close(ends[1]);

  Ran ran;
  bool sent = expected.signal == 0;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof buffer)) > 0;) {
    ran.output.append(buffer, static_cast<std::size_t>(size));
    fwrite(buffer, 1, static_cast<std::size_t>(size), stdout);
    std::fflush(stdout);
    if (!sent && ran.output.find(expected.signal_after) != std::string::npos) {
      kill(child, expected.signal);
      sent = true;
    }
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ran.exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return ran;
}

// The processes that vmt left behind and that do not die by themselves.
int count_survivors() {
  constexpr int step_ms = 10;
  for (int waited_ms = 0; waited_ms < burial_ms; waited_ms += step_ms) {
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    if (waitpid(-1, nullptr, WNOHANG) < 0) return 0;
    poll(nullptr, 0, step_ms);
  }
  int survivors = 0;
  std::ifstream children(fmt::format("/proc/self/task/{}/children", getpid()));
  for (pid_t survivor = 0; children >> survivor; ++survivors) {
    std::ifstream name(fmt::format("/proc/{}/comm", survivor));
    std::string text;
    std::getline(name, text);
    fmt::print("WRONG: process {} ({}) outlived vmt\n", survivor, text);
    kill(survivor, SIGKILL);
  }
  return survivors;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 3) return 2;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const std::string file = arguments[2];
  const auto expected = read_expectations(file);
  std::string folder;
  const bool is_prepared = prepare(file, expected, folder);
  const auto ran = is_prepared ? run(arguments[1], file, folder, expected) : Ran{};
  std::error_code error;
  if (!folder.empty()) std::filesystem::remove_all(folder, error);
  if (!is_prepared) return 1;

  int wrong = count_survivors();
  if (ran.exit_status != expected.exit_status) {
    fmt::print("WRONG: exit status {}, expected {}\n", ran.exit_status, expected.exit_status);
    ++wrong;
  }
  for (const auto& text : expected.says) {
    if (ran.output.find(text) != std::string::npos) continue;
    fmt::print("WRONG: the output does not contain: {}\n", text);
    ++wrong;
  }
  return wrong == 0 ? 0 : 1;
}
