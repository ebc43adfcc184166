#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "machine/image.hpp"
#include "machine/qemu/command_line.hpp"
#include "machine/tsc.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/table.hpp"

namespace vmt::bench {
namespace {

namespace fs = std::filesystem;

constexpr int starts = 50;
constexpr int boots = 5;
constexpr std::chrono::seconds settling{2};
constexpr std::chrono::seconds rest{10};

// Each of a pair in turn, and the median of each.
void compare(Row row, int rounds, double scale, const std::vector<std::string>& measured,
             const std::vector<std::string>& bare) {
  std::vector<Seconds> first, second;
  for (int round = 0; round < rounds; ++round) {
    second.push_back(time_of_program(bare));
    first.push_back(time_of_program(measured));
  }
  row.measured = median(first) * scale;
  row.bare = median(second) * scale;
  print(row);
}

// The kernel with nothing to do but to power off: busybox's `poweroff` as the first program.
std::vector<std::string> bare_boot(const machine::BootFiles& files, const std::string& processor,
                                   const std::string& kernel_arguments) {
  return {"qemu-system-x86_64",
          "-M",
          "microvm",
          "-accel",
          "tcg",
          "-cpu",
          processor,
          "-m",
          std::to_string(files.default_memory_mib),
          "-nodefaults",
          "-no-user-config",
          "-display",
          "none",
          "-no-reboot",
          "-serial",
          "null",
          "-kernel",
          files.kernel.string(),
          "-initrd",
          files.initramfs.string(),
          "-append",
          fmt::format(
              "console=ttyS0 quiet panic=-1 reboot=t {} tsc_early_khz={} tsc=reliable rdinit=/bin/busybox -- poweroff -f",
              kernel_arguments, machine::TscClock().khz())};
}

// A script whose machines are up and wait for what never comes.
fs::path waiting_script(const fs::path& folder, int machines) {
  auto file = folder / fmt::format("waits{}.vmt", machines);
  std::ofstream script(file);
  script << "test \"waits\" timeout 1h {\n  start all\n";
  for (int number = 0; number < machines; ++number)
    script << fmt::format("  box{}.succeed \"true\"\n", number);
  script << "  log \"all are up\"\n  wait file \"/never\" on box0 within 1h\n}\n";
  for (int number = 0; number < machines; ++number) script << fmt::format("machine box{}\n", number);
  return file;
}

void measure_waiting(const std::string& vmt, const fs::path& folder, int machines) {
  Program program({vmt, waiting_script(folder, machines).string()});
  program.wait_for_output("all are up");
  std::this_thread::sleep_for(settling);
  const auto before = processor_time_of(program.pid());
  std::this_thread::sleep_for(rest);
  const auto used_ms = (processor_time_of(program.pid()) - before) * 1000;
  const auto machines_text = fmt::format("{} machine{}", machines, machines == 1 ? "" : "s");
  print({.what = "vmt's processor time in 10 s, waiting with " + machines_text,
         .measured = used_ms,
         .limit = "nothing happens",
         .unit = "ms",
         .target = "0"});
  double guests_mib = 0;
  for (const auto child : children_of(program.pid())) guests_mib += proportional_mib(child);
  print({.what = "vmt's memory with " + machines_text,
         .measured = proportional_mib(program.pid()),
         .limit = "its QEMU",
         .bare = guests_mib,
         .unit = "MiB",
         .target = "small beside QEMU"});
}

}  // namespace

void measure_start(const std::string& vmt, const std::string& tests) {
  compare({.what = "start to the first line of a script",
           .limit = "a process (true)",
           .unit = "ms",
           .target = "< 15 ms"},
          starts, 1000, {vmt, "--quiet", tests + "/nothing.vmt"}, {"true"});
}

void measure_boot(const std::string& vmt, const std::string& tests) {
  machine::ImageStore store(machine::ImageStore::default_cache(), fs::path(vmt).parent_path() / "vmt-agent");
  const auto files = store.prepare(machine::TinyImage{}, [](const std::string&) {}, {});
  const std::vector<std::string> boot = {vmt, "--quiet", tests + "/one_command.vmt"};
  compare({.what = "boot, a command, and the end",
           .limit = "kernel and power-off alone",
           .unit = "s",
           .target = "ratio < 1.10"},
          boots, 1, boot, bare_boot(files, "max", ""));
  // The same with all that vmt sets for a quick boot: what is left is vmt's own part.
  const auto words = machine::qemu::quick_boot + (" " + files.kernel_arguments);
  compare({.what = "the same", .limit = "both as vmt sets them", .unit = "s"}, boots, 1, boot,
          bare_boot(files, machine::qemu::processor("tcg"), words));
}

void measure_rest(const std::string& vmt) {
  auto folder = (fs::temp_directory_path() / "vmt-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return;
  for (const int machines : {1, 8}) measure_waiting(vmt, folder, machines);
  fs::remove_all(folder);
}

}  // namespace vmt::bench
