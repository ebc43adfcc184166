// How machines start and end, with a real QEMU and guest.
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "machine/descriptor.hpp"
#include "tests/system/machine/lab_fixture.hpp"

namespace vmt::machine {
namespace {

using std::chrono::steady_clock;

// The processes that are QEMUs of this process, or of `parent`.
std::vector<pid_t> qemus_of(pid_t parent) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    std::string id, name, state, its_parent;
    if (file >> id >> name >> state >> its_parent && name.starts_with("(qemu-system") &&
        its_parent == std::to_string(parent))
      found.push_back(static_cast<pid_t>(std::stol(id)));
  }
  return found;
}

TEST_F(LabTest, StartTellsItsStages) {
  make({"web"});
  EXPECT_FALSE(machine().was_started());
  machine().start(patience());
  EXPECT_TRUE(machine().is_running());
  EXPECT_EQ(recorder_.stages_of(0),
            (std::vector{Stage::preparing_image, Stage::booting, Stage::up}));
  machine().start(patience());
  EXPECT_EQ(recorder_.stages_of(0).size(), 3u) << "a machine that runs is not started again";
}

TEST_F(LabTest, ShutdownIsCleanAndStartBootsAgain) {
  make({"web"});
  run("touch /tmp/mark");
  machine().shutdown(patience());
  EXPECT_FALSE(machine().is_running());
  EXPECT_TRUE(qemus_of(::getpid()).empty());
  const auto trouble = trouble_of([&] { run("true"); });
  EXPECT_EQ(trouble.kind, TroubleKind::not_running);
  EXPECT_EQ(trouble.message, "machine `web` is off");
  machine().start(patience());
  EXPECT_NE(run("test -e /tmp/mark").code, 0u);
}

TEST_F(LabTest, RebootReturnsWhenTheGuestAnswersAgain) {
  make({"web"});
  const auto before = run("cat /proc/sys/kernel/random/boot_id").output;
  CommandRequest sleeper;
  sleeper.command = "sleep 1000";
  const auto job = machine().spawn(sleeper, patience());
  machine().reboot(patience());
  EXPECT_NE(run("cat /proc/sys/kernel/random/boot_id").output, before);
  EXPECT_EQ(trouble_of([&] { job->wait(patience()); }).message, "machine `web` was restarted");
}

TEST_F(LabTest, GuestThatRestartsByItselfComesBack) {
  make({"web"});
  const auto before = run("cat /proc/sys/kernel/random/boot_id").output;
  EXPECT_EQ(trouble_of([&] { run("reboot; sleep 1000"); }).message, "machine `web` was restarted");
  EXPECT_NE(run("cat /proc/sys/kernel/random/boot_id").output, before);
}

TEST_F(LabTest, GuestThatPowersOffIsOff) {
  make({"web"});
  EXPECT_EQ(trouble_of([&] { run("poweroff; sleep 1000"); }).message, "machine `web` was shut down");
  machine().wait_shutdown(patience());
  EXPECT_EQ(recorder_.stages_of(0).back(), Stage::off);
}

TEST_F(LabTest, CrashPullsThePlug) {
  make({"web"});
  CommandRequest sleeper;
  sleeper.command = "sleep 1000";
  const auto job = machine().spawn(sleeper, patience());
  machine().crash();
  EXPECT_FALSE(machine().is_running());
  EXPECT_TRUE(qemus_of(::getpid()).empty());
  EXPECT_EQ(trouble_of([&] { job->wait(patience()); }).message, "machine `web` was crashed");
  machine().start(patience());
  EXPECT_TRUE(run("true").succeeded());
}

TEST_F(LabTest, KernelPanicIsNoticedAtOnceWithTheConsolesWords) {
  make({"web"});
  run("true");
  const auto begin = steady_clock::now();
  const auto trouble = trouble_of([&] { run("echo c > /proc/sysrq-trigger; sleep 1000"); });
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(1));
  EXPECT_EQ(trouble.kind, TroubleKind::machine_lost);
  EXPECT_EQ(trouble.message, "machine `web` is gone: Kernel panic - not syncing: sysrq triggered crash");
  ASSERT_EQ(trouble.notes.size(), 1u);
  EXPECT_NE(trouble.notes[0].find("Kernel panic"), std::string::npos) << trouble.notes[0];
  EXPECT_EQ(recorder_.stages_of(0).back(), Stage::lost);
  EXPECT_EQ(trouble_of([&] { run("true"); }).message, trouble.message);
  machine().start(patience());
  EXPECT_TRUE(run("true").succeeded()) << "a lost machine can be started again";
}

TEST_F(LabTest, QemuThatIsKilledIsALoss) {
  make({"web"});
  run("true");
  const auto qemus = qemus_of(::getpid());
  ASSERT_EQ(qemus.size(), 1u);
  ::kill(qemus.front(), SIGKILL);
  const auto trouble = trouble_of([&] { run("sleep 1000"); });
  EXPECT_EQ(trouble.kind, TroubleKind::machine_lost);
  EXPECT_EQ(trouble.message, "machine `web` is gone: QEMU ended with signal 9 (Killed)");
}

TEST_F(LabTest, QemuThatCanNotStartIsQuoted) {
  LabConfig config;
  MachineConfig web;
  web.name = web.host_name = "web";
  web.memory_mib = 100'000'000;
  config.machines = {web};
  make(config);
  const auto trouble = trouble_of([&] { machine().start(patience()); });
  EXPECT_EQ(trouble.kind, TroubleKind::infrastructure);
  EXPECT_TRUE(trouble.message.starts_with("QEMU could not start machine `web`: ")) << trouble.message;
}

TEST_F(LabTest, QemuThatIsNotThereIsSaidBeforeAnythingStarts) {
  LabOptions options;
  options.qemu = "qemu-system-of-nobody";
  const auto trouble = trouble_of([&] { make({"web"}, options); });
  EXPECT_EQ(trouble.kind, TroubleKind::infrastructure);
  EXPECT_EQ(trouble.message, "there is no `qemu-system-of-nobody` on this machine");
  EXPECT_FALSE(trouble.helps.empty());
}

TEST_F(LabTest, BootThatTakesTooLongIsToldWithItsConsole) {
  make({"web"});
  machine().start(patience());  // so that the image is there
  machine().crash();
  const auto trouble = trouble_of([&] { machine().start(within(std::chrono::milliseconds(100))); });
  EXPECT_EQ(trouble.kind, TroubleKind::timed_out);
  EXPECT_EQ(trouble.message, "machine `web` did not boot in time");
  EXPECT_FALSE(trouble.notes.empty());
  EXPECT_TRUE(run("true").succeeded()) << "the boot goes on, and who waits longer gets the machine";
}

TEST_F(LabTest, StartStopsWhenItIsTold) {
  make({"web"});
  std::stop_source source;
  std::jthread stopper([&] { source.request_stop(); });
  EXPECT_EQ(trouble_of([&] {
              machine().start({Deadline::never(), source.get_token()});
            }).kind,
            TroubleKind::stopped);
}

TEST_F(LabTest, MachinesShareOneSlot) {
  LabOptions options;
  options.boot_slots = 1;
  make({"web", "client"}, options);
  lab_->start({0, 1}, patience());
  EXPECT_TRUE(run("true", 0).succeeded());
  EXPECT_TRUE(run("true", 1).succeeded());
}

TEST_F(LabTest, ConsoleIsKeptAndCanBeWaitedFor) {
  make({"web"});
  run("echo hello from $(hostname) > /dev/console");
  machine().wait_console("hello from w.b$", patience());
  EXPECT_NE(machine().console().find("hello from web"), std::string::npos);
  const auto trouble =
      trouble_of([&] { machine().wait_console("never said", within(std::chrono::milliseconds(50))); });
  EXPECT_EQ(trouble.kind, TroubleKind::timed_out);
  std::jthread crasher([&] { machine().crash(); });
  EXPECT_EQ(trouble_of([&] { machine().wait_console("never said", patience()); }).kind,
            TroubleKind::not_running);
}

TEST_F(LabTest, CableThatIsPulledStaysPulledOverARestart) {
  make({"web"});
  run("true");
  machine().set_link(0, false, patience());
  machine().reboot(patience());
  EXPECT_EQ(run("cat /sys/class/net/eth0/carrier").output, "0\n");
}

// A vmt that is killed without a chance to clean up.
TEST_F(LabTest, NothingOutlivesAProcessThatIsKilled) {
  make({"web"});
  machine().start(patience());  // so that the image is there
  lab_.reset();
  auto pipe = make_pipe();
  const auto child = ::fork();
  if (child == 0) {
    make({"web"});
    machine().start(patience());
    for (const auto qemu : qemus_of(::getpid())) {
      const auto line = std::to_string(qemu) + "\n";
      if (::write(pipe.theirs.get(), line.data(), line.size()) < 0) ::_exit(1);
    }
    ::pause();
  }
  pipe.theirs = Descriptor();
  pollfd news{pipe.ours.get(), POLLIN, 0};
  ASSERT_EQ(::poll(&news, 1, 90'000), 1);
  char buffer[64] = {};
  ASSERT_GT(::read(pipe.ours.get(), buffer, sizeof buffer - 1), 0);
  const Descriptor qemu(static_cast<int>(::syscall(SYS_pidfd_open, std::stol(buffer), 0)));
  ASSERT_TRUE(qemu.is_open());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  pollfd ended{qemu.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 20'000), 1) << "QEMU lives on";
}

}  // namespace
}  // namespace vmt::machine
