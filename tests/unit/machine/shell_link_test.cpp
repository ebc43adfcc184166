// Commands in a real shell, on a line that loses bytes in both directions.
#include "machine/guest/shell_link.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <random>
#include <string>
#include <thread>

namespace vmt::machine::guest {
namespace {

// Loses one byte in so many on the average, always the same ones; 0: none.
class Loss {
public:
  Loss(unsigned seed, int one_in) : random_(seed), one_in_(one_in) {}

  std::string pass(std::string_view bytes) {
    if (one_in_ == 0) return std::string(bytes);
    std::string passed;
    for (const char byte : bytes)
      if (random_() % static_cast<unsigned>(one_in_) == 0)
        ++lost;
      else
        passed.push_back(byte);
    return passed;
  }

  std::atomic<int> lost = 0;

private:
  std::minstd_rand random_;
  const int one_in_;
};

class LossyShell {
public:
  LossyShell(unsigned seed, int one_in) : to_guest_(seed, one_in), from_guest_(seed + 100, one_in) {
    std::string pattern = std::filesystem::temp_directory_path() / "vmt-shell-link-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    // The link quietens the kernel of its guest; the host's is none of its business.
    std::filesystem::create_symlink("/bin/true", folder_ / "dmesg");
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) std::abort();
    guest_ = ::fork();
    if (guest_ == 0) {
      ::setpgid(0, 0);
      ::dup2(ends[1], 0);
      ::dup2(ends[1], 1);
      ::close(ends[0]);
      ::close(ends[1]);
      ::setenv("PATH", (folder_.string() + ":/usr/bin:/bin").c_str(), 1);
      ::execl("/bin/sh", "sh", nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    line_ = ends[0];
    reader_ = std::thread([this] { read(); });
    link_.connected();
    is_ready_.get_future().wait();
  }
  ~LossyShell() {
    ::shutdown(line_, SHUT_RDWR);
    ::kill(-guest_, SIGKILL);
    ::waitpid(guest_, nullptr, 0);
    reader_.join();
    ::close(line_);
    std::filesystem::remove_all(folder_);
    remove_last_files();
  }
  LossyShell(const LossyShell&) = delete;
  LossyShell& operator=(const LossyShell&) = delete;

  CommandResult run(CommandRequest request, std::chrono::seconds limit = std::chrono::seconds(100)) {
    const auto keep = [this](bool is_errors, std::string_view bytes) {
      const std::lock_guard lock(mutex_);
      if (!is_errors) streamed_ += bytes;
    };
    {
      const std::lock_guard lock(mutex_);
      streamed_.clear();
    }
    return link_.run(request, keep, {Deadline::in(limit), {}});
  }

  // The standard output of the command, as it was told while it ran.
  std::string streamed() const {
    const std::lock_guard lock(mutex_);
    return streamed_;
  }

  const std::filesystem::path& folder() const { return folder_; }
  int lost() const { return to_guest_.lost + from_guest_.lost; }

private:
  // What the guest keeps until its next command would die with a guest, but this one's /tmp is the host's.
  void remove_last_files() const {
    const std::string start = ".vmt-";
    for (const auto& entry : std::filesystem::directory_iterator("/tmp")) {
      const auto name = entry.path().filename().string();
      if (!name.starts_with(start)) continue;
      const auto nonce = name.substr(start.size(), name.find('.', start.size()) - start.size());
      if (said_.find("vmt-" + nonce + "-") != std::string::npos) std::filesystem::remove(entry.path());
    }
  }

  void read() {
    char buffer[1000];
    for (ssize_t count = 0; (count = ::read(line_, buffer, sizeof buffer)) > 0;) {
      const std::string_view bytes(buffer, static_cast<std::size_t>(count));
      said_ += bytes;
      link_.take(is_logged_in_ ? from_guest_.pass(bytes) : std::string(bytes));
    }
  }

  void send(const std::string& bytes) {
    const auto passed = is_logged_in_ ? to_guest_.pass(bytes) : bytes;
    [[maybe_unused]] const auto count = ::send(line_, passed.data(), passed.size(), MSG_NOSIGNAL);
  }

  mutable std::mutex mutex_;
  std::string streamed_;
  Loss to_guest_, from_guest_;
  std::filesystem::path folder_;
  pid_t guest_ = 0;
  int line_ = -1;
  std::thread reader_;
  std::promise<void> is_ready_;
  std::atomic<bool> is_logged_in_ = false;
  std::string said_;
  ShellLink link_{{.access = Access::tcp_port},
                  {.send = [this](const std::string& bytes) { send(bytes); },
                   .ready =
                       [this] {
                         is_logged_in_ = true;
                         is_ready_.set_value();
                       },
                   .turned_away = [](const std::string&) {}}};
};

std::string varied(std::size_t size) {
  std::string text;
  for (std::size_t number = 0; text.size() < size; ++number) text += std::to_string(number * number) + "\n\n";
  return text;
}

void expect_all_right(LossyShell& shell) {
  const auto count = shell.folder() / "count";
  constexpr int rounds = 25;
  for (int round = 0; round < rounds; ++round) {
    const auto result = shell.run({.command = "echo x >>" + count.string() + "; echo 'a \\ b'; echo bad >&2; exit 7"});
    EXPECT_EQ(result.output, "a \\ b\n");
    EXPECT_EQ(result.errors, "bad\n");
    EXPECT_EQ(result.code, 7u);
  }
  EXPECT_EQ(shell.run({.command = "wc -l <" + count.string()}).output, std::to_string(rounds) + "\n");
  CommandRequest request{.command = "cat; cat >&2 " + (shell.folder() / "more").string()};
  const auto text = varied(60'000);
  std::ofstream(shell.folder() / "more") << text;
  request.input = text;
  const auto result = shell.run(request);
  EXPECT_TRUE(result.output == text);
  EXPECT_TRUE(result.errors == text);
}

TEST(ShellLink, RunsCommandsOnAGoodLine) {
  LossyShell shell(0, 0);
  expect_all_right(shell);
  EXPECT_EQ(shell.run({.command = "printf 'no end'"}).output, "no end");
  EXPECT_EQ(shell.run({.command = "printf '\\nvmt-1\\n\\n\\303\\251'"}).output, "\nvmt-1\n\n\303\251");
  EXPECT_EQ(shell.run({.command = "printf %s '" + varied(9'000) + "'"}).output, varied(9'000));
  EXPECT_EQ(shell.streamed(), varied(9'000));
}

TEST(ShellLink, LosesNothingOnALineThatLosesBytes) {
  for (const unsigned seed : {1, 2, 3}) {
    LossyShell shell(seed, 8'000);
    expect_all_right(shell);
    EXPECT_GT(shell.lost(), 10);
  }
}

TEST(ShellLink, TellsOfOutputWhileACommandRuns) {
  LossyShell shell(0, 0);
  const auto flag = (shell.folder() / "flag").string();
  auto running = std::async(std::launch::async, [&] {
    return shell.run({.command = "echo first; until [ -e " + flag + " ]; do sleep 0.05; done; echo second"});
  });
  while (shell.streamed() != "first\n" && running.wait_for(std::chrono::milliseconds(10)) != std::future_status::ready)
    continue;
  std::ofstream(flag) << "now";
  EXPECT_EQ(running.get().output, "first\nsecond\n");
  EXPECT_EQ(shell.streamed(), "first\nsecond\n");
}

TEST(ShellLink, EndsACommandWhoseTimeIsOver) {
  LossyShell shell(0, 0);
  const auto result = shell.run({.command = "echo before; sleep 1000"}, std::chrono::seconds(1));
  EXPECT_EQ(result.ending, agent::Ending::timed_out);
  EXPECT_EQ(result.output, "before\n");
  EXPECT_EQ(shell.run({.command = "echo after"}).output, "after\n");
}

TEST(ShellLink, DoesNotWaitForWhatACommandLeavesBehind) {
  LossyShell shell(0, 0);
  EXPECT_EQ(shell.run({.command = "{ sleep 0.3; echo late; sleep 3; } & echo soon"}).output, "soon\n");
  EXPECT_EQ(shell.run({.command = "sleep 0.6; echo next"}).output, "next\n");
}

}  // namespace
}  // namespace vmt::machine::guest
