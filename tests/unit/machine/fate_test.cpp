// What the end of QEMU means, and how that is said.
#include "machine/fate.hpp"

#include <gtest/gtest.h>

namespace vmt::machine {
namespace {

qemu::Ending because_of(const std::string& reason) {
  return {{false, 0}, reason, ""};
}

Circumstances up() {
  Circumstances seen;
  seen.machine = "web";
  seen.was_up = true;
  seen.console_lines = {"one", "two"};
  return seen;
}

TEST(Fate, OfAPowerOffIsOff) {
  const auto fate = fate_of(because_of("guest-shutdown"), up());
  EXPECT_EQ(fate.aftermath, Aftermath::off);
  EXPECT_EQ(fate.trouble.message, "machine `web` was shut down");
}

TEST(Fate, OfACleanResetIsARestart) {
  EXPECT_EQ(fate_of(because_of("guest-reset"), up()).aftermath, Aftermath::restart);
}

TEST(Fate, OfAResetWhileBootingIsALoss) {
  auto seen = up();
  seen.was_up = false;
  const auto fate = fate_of(because_of("guest-reset"), seen);
  EXPECT_EQ(fate.aftermath, Aftermath::lost);
  EXPECT_EQ(fate.trouble.message, "machine `web` is gone: it reset itself while it booted");
}

TEST(Fate, OfAPanicIsALossWithTheConsolesWords) {
  auto seen = up();
  seen.fatal_reason = "Kernel panic - not syncing: sysrq triggered crash";
  const auto fate = fate_of(because_of("guest-reset"), seen);
  EXPECT_EQ(fate.aftermath, Aftermath::lost);
  EXPECT_EQ(fate.trouble.kind, TroubleKind::machine_lost);
  EXPECT_EQ(fate.trouble.message, "machine `web` is gone: Kernel panic - not syncing: sysrq triggered crash");
  EXPECT_EQ(fate.trouble.notes, std::vector<std::string>{"its console said:\n  one\n  two"});
}

TEST(Fate, OfAPulledPlugIsOffWhateverElseWasSeen) {
  auto seen = up();
  seen.was_meant = true;
  seen.fatal_reason = "Kernel panic - not syncing: too late";
  EXPECT_EQ(fate_of({{true, 9}, "", ""}, seen).aftermath, Aftermath::off);
}

TEST(Fate, OfAKilledQemuIsALoss) {
  const auto fate = fate_of({{true, 9}, "", ""}, up());
  EXPECT_EQ(fate.aftermath, Aftermath::lost);
  EXPECT_EQ(fate.trouble.message, "machine `web` is gone: QEMU ended with signal 9 (Killed)");
}

TEST(Fate, OfAQemuThatRefusesIsTheInfrastructuresFault) {
  Circumstances seen;
  seen.machine = "web";
  const auto fate =
      fate_of({.status = {false, 1},
               .errors = "qemu-system-x86_64: cannot set up guest memory: Cannot allocate memory\n"},
              seen);
  EXPECT_EQ(fate.trouble.kind, TroubleKind::infrastructure);
  EXPECT_EQ(fate.trouble.message,
            "QEMU could not start machine `web`: cannot set up guest memory: Cannot allocate memory");
}

}  // namespace
}  // namespace vmt::machine
