// Child processes: what they have, how they end, and that they end with vmt.
#include "machine/child.hpp"

#include <boost/asio/execution_context.hpp>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "machine/descriptor.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

constexpr std::chrono::seconds long_enough{20};

Patience patience() {
  return {Deadline::in(long_enough), {}};
}

ChildRequest shell(const std::string& script) {
  ChildRequest request;
  request.program = "/bin/sh";
  request.arguments = {"-c", script};
  return request;
}

std::string read_all(int descriptor) {
  ::fcntl(descriptor, F_SETFL, 0);
  std::string text;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(descriptor, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(count));
  return text;
}

// Standard output of `script` run as a child.
std::string output_of(IoThread& io, ChildRequest request) {
  auto pipe = make_pipe();
  request.standard_output = pipe.theirs.get();
  Child child(io, request, [](ExitStatus) {});
  pipe.theirs = Descriptor();
  EXPECT_EQ(child.wait(patience()), Waited::happened);
  return read_all(pipe.ours.get());
}

bool has_zombie() {
  siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

bool is_alive(pid_t id) {
  std::ifstream file("/proc/" + std::to_string(id) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto after_name = text.rfind(')');
  return after_name != std::string::npos && text.size() > after_name + 2 && text[after_name + 2] != 'Z' &&
         text[after_name + 2] != 'X';
}

// Ends a child of a fork in which the context is told of the fork.
class EndsForks : public boost::asio::execution_context::service {
public:
  static inline boost::asio::execution_context::id id;
  explicit EndsForks(boost::asio::execution_context& context) : service(context) {}

private:
  void shutdown() override {}
  void notify_fork(boost::asio::execution_context::fork_event event) override {
    if (event == boost::asio::execution_context::fork_child) ::_exit(99);
  }
};

// Another thread may have held one of the context's locks at the fork.
TEST(Child, DoesNothingWithTheContextOfItsParent) {
  IoThread io;
  boost::asio::make_service<EndsForks>(io.context());
  Child child(io, shell("exit 7"), [](ExitStatus) {});
  EXPECT_EQ(child.wait(patience()), Waited::happened);
  EXPECT_EQ(child.exit_status()->code, 7);
}

TEST(Child, TellsItsExitStatus) {
  IoThread io;
  std::promise<ExitStatus> told;
  Child child(io, shell("exit 7"), [&](ExitStatus status) { told.set_value(status); });
  EXPECT_EQ(child.wait(patience()), Waited::happened);
  EXPECT_FALSE(child.exit_status()->was_signaled);
  EXPECT_EQ(child.exit_status()->code, 7);
  EXPECT_EQ(told.get_future().get().code, 7);
}

TEST(Child, TellsTheSignalThatEndedIt) {
  IoThread io;
  Child child(io, shell("kill -SEGV $$"), [](ExitStatus) {});
  EXPECT_EQ(child.wait(patience()), Waited::happened);
  EXPECT_EQ(show(*child.exit_status()), "signal 11 (Segmentation fault)");
}

TEST(Child, HasOnlyTheDescriptorsThatItWasGiven) {
  IoThread io;
  // Open without close-on-exec, in between of what is given: what a library of ours might leave behind.
  const Descriptor leak(::open("/etc/passwd", O_RDONLY));
  const auto given = make_channel();
  const Descriptor leak_above(::open("/etc/passwd", O_RDONLY));
  auto request = shell("ls /proc/self/fd");
  request.arguments = {"-c", "exec ls /proc/self/fd"};
  request.inherited = {given.theirs.get()};
  std::istringstream words(output_of(io, request));
  std::set<int> numbers{std::istream_iterator<int>(words), {}};
  // `ls` itself opens the folder, under the lowest number that is free.
  std::set<int> expected{0, 1, 2, given.theirs.get()};
  int own = 3;
  while (expected.contains(own)) ++own;
  expected.insert(own);
  EXPECT_EQ(numbers, expected);
}

TEST(Child, CanUseWhatItInherits) {
  IoThread io;
  auto channel = make_channel();
  const auto number = std::to_string(channel.theirs.get());
  auto request = shell("echo through >&" + number);
  request.inherited = {channel.theirs.get()};
  Child child(io, request, [](ExitStatus) {});
  channel.theirs = Descriptor();
  EXPECT_EQ(read_all(channel.ours.get()), "through\n");
}

TEST(Child, HasNullForStreamsThatWereNotGiven) {
  IoThread io;
  EXPECT_EQ(output_of(io, shell("readlink /proc/self/fd/0 /proc/self/fd/2")), "/dev/null\n/dev/null\n");
}

TEST(Child, StartsWithoutBlockedSignals) {
  IoThread io;
  EXPECT_EQ(output_of(io, shell("grep SigBlk /proc/self/status")), "SigBlk:\t0000000000000000\n");
}

TEST(Child, LeadsItsOwnGroup) {
  IoThread io;
  Child child(io, shell("sleep 1000"), [](ExitStatus) {});
  EXPECT_EQ(::getpgid(child.id()), child.id());
}

TEST(Child, IsKilledWithItsWholeGroup) {
  IoThread io;
  auto pipe = make_pipe();
  auto request = shell("sleep 1000 & echo $!; wait");
  request.standard_output = pipe.theirs.get();
  {
    Child child(io, request, [](ExitStatus) {});
    pipe.theirs = Descriptor();
    child.kill_group(SIGKILL);
  }
  // The end of the pipe: nobody holds its other side any more, the grandchild neither.
  read_all(pipe.ours.get());
}

TEST(Child, EndsWhenItIsDestroyed) {
  IoThread io;
  pid_t id = -1;
  {
    Child child(io, shell("trap '' TERM INT HUP; sleep 1000"), [](ExitStatus) {});
    id = child.id();
  }
  EXPECT_FALSE(is_alive(id));
  EXPECT_FALSE(has_zombie());
}

TEST(Child, EndsAlsoWhenItIsDestroyedWhereNobodyCanWait) {
  IoThread io;
  pid_t id = 0;
  bool was_told = false;
  io.call([&] {
    const Child child(io, shell("exec sleep 1000"), [&](ExitStatus) { was_told = true; });
    id = child.id();
  });
  while (::kill(id, 0) == 0) std::this_thread::yield();
  EXPECT_FALSE(io.call([&] { return was_told; }));
  EXPECT_FALSE(has_zombie());
}

TEST(Child, ThatIsKilledWhileOneWaitsWakesTheWaiter) {
  IoThread io;
  Child child(io, shell("sleep 1000"), [](ExitStatus) {});
  std::jthread killer([&] { child.kill_group(SIGKILL); });
  EXPECT_EQ(child.wait(patience()), Waited::happened);
  EXPECT_EQ(child.exit_status()->code, SIGKILL);
}

TEST(Child, WaitKeepsItsDeadlineAndItsStopToken) {
  IoThread io;
  Child child(io, shell("sleep 1000"), [](ExitStatus) {});
  EXPECT_EQ(child.wait({Deadline::in(std::chrono::milliseconds(1)), {}}), Waited::timed_out);
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(child.wait({Deadline::never(), source.get_token()}), Waited::stopped);
}

TEST(Child, ThatCanNotBeRunSaysWhyAndLeavesNothing) {
  IoThread io;
  const std::string file = testing::TempDir() + "not-a-program";
  std::ofstream(file) << "neither a script nor an ELF file";
  ASSERT_EQ(::chmod(file.c_str(), 0755), 0);
  for (const std::string program : {"/no/such/program", file.c_str()}) {
    ChildRequest request;
    request.program = program;
    try {
      Child child(io, request, [](ExitStatus) {});
      FAIL() << "a child was started from " << program;
    } catch (const Trouble& trouble) {
      EXPECT_EQ(trouble.kind, TroubleKind::infrastructure);
      EXPECT_NE(trouble.message.find(program), std::string::npos) << trouble.message;
    }
    EXPECT_FALSE(has_zombie());
  }
}

TEST(Child, FiftyAtOnceAllEnd) {
  IoThread io;
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < 50; ++i)
    children.push_back(std::make_unique<Child>(io, shell("exit " + std::to_string(i)), [](ExitStatus) {}));
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(children[i]->wait(patience()), Waited::happened);
    EXPECT_EQ(children[i]->exit_status()->code, i);
  }
  EXPECT_FALSE(has_zombie());
}

// A process that starts a child and is then killed without a chance to clean up.
TEST(Child, DiesWhenItsParentIsKilled) {
  auto pipe = make_pipe();
  const auto parent = ::fork();
  if (parent == 0) {
    IoThread io;
    auto request = shell("echo $$; exec sleep 1000");
    request.standard_output = pipe.theirs.get();
    Child child(io, request, [](ExitStatus) {});
    ::pause();
    ::_exit(0);
  }
  pipe.theirs = Descriptor();
  ::fcntl(pipe.ours.get(), F_SETFL, 0);
  char buffer[32] = {};
  ASSERT_GT(::read(pipe.ours.get(), buffer, sizeof buffer - 1), 0);
  const auto child = static_cast<pid_t>(std::stol(buffer));
  const Descriptor watched(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  ASSERT_TRUE(watched.is_open());
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  pollfd ended{watched.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 20'000), 1) << "the child lives on";
}

TEST(FindProgram, LooksWhereAShellWould) {
  EXPECT_EQ(find_program("sh")->filename(), "sh");
  EXPECT_EQ(find_program("/bin/sh"), "/bin/sh");
  EXPECT_FALSE(find_program("no-such-program-anywhere"));
  EXPECT_FALSE(find_program("/etc/passwd")) << "not executable";
  EXPECT_FALSE(find_program("/tmp/")) << "a folder";
  EXPECT_FALSE(find_program(""));
}

}  // namespace
}  // namespace vmt::machine
