// The console: lines, the words that end a machine, waits.
#include "machine/console.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

Patience patience() {
  return {Deadline::in(std::chrono::seconds(20)), {}};
}
const auto never_over = [] { return false; };

TEST(Console, KeepsLinesWithoutWhatOnlyColoursThem) {
  std::vector<std::string> lines;
  Console console([&](std::string_view line) { lines.emplace_back(line); });
  console.append("[\x1b[0;32m  OK  \x1b[0m] Started ");
  console.append("cron\r\n\nlogin: ");
  EXPECT_EQ(lines, (std::vector<std::string>{"[  OK  ] Started cron", ""}));
  EXPECT_EQ(console.text(), "[  OK  ] Started cron\n\nlogin: ");
  EXPECT_EQ(console.tail(2), (std::vector<std::string>{"", "login: "}));
  EXPECT_EQ(console.tail(20).size(), 3u);
}

TEST(Console, NoticesAKernelPanic) {
  Console console([](std::string_view) {});
  console.append("[    1.2] Kernel panic - not syncing");
  EXPECT_FALSE(console.fatal_reason());
  console.append(": sysrq triggered crash\r\n");
  EXPECT_EQ(console.fatal_reason(), "Kernel panic - not syncing: sysrq triggered crash");
  console.begin_boot();
  EXPECT_FALSE(console.fatal_reason());
}

TEST(Console, NoticesAPromptThatHasNoEnd) {
  Console console([](std::string_view) {});
  console.append("(initramfs) ");
  EXPECT_EQ(console.fatal_reason(), "its boot stopped at the prompt of its initramfs");
}

TEST(Console, ShowsWhatIsAroundTheFatalLine) {
  Console console([](std::string_view) {});
  for (int i = 0; i < 20; ++i) console.append(std::to_string(i) + "\n");
  EXPECT_EQ(console.evidence(4), (std::vector<std::string>{"16", "17", "18", "19"}));
  console.append("Kernel panic - not syncing: x\na\nb\nc\nd\n");
  EXPECT_EQ(console.evidence(4), (std::vector<std::string>{"19", "Kernel panic - not syncing: x", "a", "b"}));
}

TEST(Console, TakesTheFirstReason) {
  Console console([](std::string_view) {});
  console.append("vmt-init: no disk `vmt-root`\n");
  console.append("[    1.2] Kernel panic - not syncing: Attempted to kill init!\n");
  EXPECT_EQ(console.fatal_reason(), "vmt-init: no disk `vmt-root`");
}

TEST(Console, BelievesOnlyAPanicOnceTheGuestIsUp) {
  Console console([](std::string_view) {});
  console.append("grub rescue> ");
  console.end_boot();
  EXPECT_FALSE(console.fatal_reason());
  console.append("\nvmt-init: as a command writes it\nYou are in emergency mode\n(initramfs) ");
  EXPECT_FALSE(console.fatal_reason());
  console.append("\n[ 9.1] Kernel panic - not syncing: this one counts\n");
  EXPECT_EQ(console.fatal_reason(), "Kernel panic - not syncing: this one counts");
  console.begin_boot();
  console.append("(initramfs) ");
  EXPECT_EQ(console.fatal_reason(), "its boot stopped at the prompt of its initramfs");
}

// SeaBIOS says so for each device before it tries the next one.
TEST(Console, WaitsUntilTheFirmwareHasTriedAllDevices) {
  Console console([](std::string_view) {});
  console.append("Booting from Hard Disk...\nBoot failed: not a bootable disk\n\nBooting from Floppy...\n");
  EXPECT_FALSE(console.fatal_reason());
  console.append("Boot failed: could not read the boot disk\n\nNo bootable device.\n");
  EXPECT_EQ(console.fatal_reason(), "its firmware found nothing to boot");
}

TEST(Console, WaitFindsWhatHasComeAndWhatComes) {
  Console console([](std::string_view) {});
  console.append("early\n");
  EXPECT_EQ(console.wait("^early$", patience(), never_over), Waited::happened);
  std::jthread writer([&] { console.append("late"), console.append(" login: "); });
  EXPECT_EQ(console.wait("late login: $", patience(), never_over), Waited::happened);
}

TEST(Console, WaitLooksNotBeyondTheLastStart) {
  Console console([](std::string_view) {});
  console.append("login: ");
  console.begin_boot();
  const Patience short_one{Deadline::in(std::chrono::milliseconds(1)), {}};
  EXPECT_EQ(console.wait("login", short_one, never_over), Waited::timed_out);
  EXPECT_EQ(console.text(), "login: \n");
}

TEST(Console, WaitEndsWithTheMachine) {
  Console console([](std::string_view) {});
  std::atomic<bool> is_over = false;
  std::jthread end([&] {
    is_over = true;
    console.wake();
  });
  EXPECT_EQ(console.wait("never", patience(), [&] { return is_over.load(); }), Waited::stopped);
}

TEST(Console, WaitRefusesWhatIsNoExpression) {
  Console console([](std::string_view) {});
  EXPECT_THROW(console.wait("(", patience(), never_over), Trouble);
}

}  // namespace
}  // namespace vmt::machine
