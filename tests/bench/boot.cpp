// How much vmt adds to what it cannot avoid: its own start-up against the start of any process, and
// `hello` against a bare boot of the same kernel and initramfs by the same QEMU.
//
// Usage: boot_bench VMT EXAMPLES_FOLDER [ROUNDS]. The pairs run in turn, so a machine whose speed drifts
// drifts for both; quote the ratios.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "machine/image.hpp"
#include "machine/tsc.hpp"

extern char** environ;

namespace {

namespace fs = std::filesystem;
using Seconds = double;

Seconds time_of(const std::vector<std::string>& command) {
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1 /* O_WRONLY */, 0);
  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  int status = 0;
  if (posix_spawnp(&child, words[0], &actions, nullptr, words.data(), environ) != 0 ||
      waitpid(child, &status, 0) != child || status != 0) {
    fmt::print(stderr, "`{}` did not succeed\n", fmt::join(command, " "));
    std::exit(1);
  }
  posix_spawn_file_actions_destroy(&actions);
  return std::chrono::duration<Seconds>(std::chrono::steady_clock::now() - begin).count();
}

Seconds median(std::vector<Seconds> times) {
  std::ranges::sort(times);
  return times[times.size() / 2];
}

void compare(const std::string& what, const std::vector<std::string>& measured, const std::string& limit,
             const std::vector<std::string>& bare, int rounds) {
  std::vector<Seconds> first, second, ratios;
  for (int round = 0; round < rounds; ++round) {
    second.push_back(time_of(bare));
    first.push_back(time_of(measured));
    ratios.push_back(first.back() / second.back());
  }
  fmt::print("{:<28} {:>9.4f} s   {:<28} {:>9.4f} s   ratio {:.2f}\n", what, median(first), limit,
             median(second), median(ratios));
}

// The kernel with nothing to do but to power off: busybox's `poweroff` as the first program.
std::vector<std::string> bare_boot(const vmt::machine::BootFiles& files, std::int64_t tsc_khz) {
  return {"qemu-system-x86_64", "-M", "microvm", "-accel", "tcg", "-cpu", "max", "-m",
          std::to_string(files.default_memory_mib), "-nodefaults", "-no-user-config", "-display", "none",
          "-no-reboot", "-serial", "null", "-kernel", files.kernel.string(), "-initrd",
          files.initramfs.string(), "-append",
          fmt::format("console=ttyS0 quiet panic=-1 reboot=t {} tsc_early_khz={} rdinit=/bin/busybox -- poweroff -f",
                      files.kernel_arguments, tsc_khz)};
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 3) return 2;
  const std::string vmt = arguments[1];
  const fs::path examples = arguments[2];
  const int rounds = argument_count > 3 ? std::atoi(arguments[3]) : 5;

  vmt::machine::ImageStore store(vmt::machine::ImageStore::default_cache(), fs::path(vmt).parent_path() / "vmt-agent");
  const auto files = store.prepare(vmt::machine::TinyImage{}, [](const std::string&) {}, {});
  const vmt::machine::TscClock tsc;
  const auto script = (examples.parent_path() / "tests/bench/nothing.vmt").string();

  compare("vmt, a script without machines", {vmt, "--quiet", script}, "a process (true)", {"true"}, rounds * 10);
  compare("vmt hello.vmt", {vmt, "--quiet", (examples / "hello.vmt").string()}, "bare boot and power-off",
          bare_boot(files, tsc.khz()), rounds);
}
