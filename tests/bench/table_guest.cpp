#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "machine/machine.hpp"
#include "tests/bench/bare_port.hpp"
#include "tests/bench/guest.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/table.hpp"
#include "tests/support/recorder.hpp"

namespace vmt::bench {
namespace {

namespace fs = std::filesystem;
using agent::Condition;
using machine::Machine;

constexpr std::size_t bulk_bytes = 16 * 1024 * 1024;
constexpr int commands = 200;
constexpr int bulks = 5;
constexpr int waits = 15;

template <typename Action>
Seconds median_of(int rounds, Action action) {
  std::vector<Seconds> times;
  for (int round = 0; round < rounds; ++round) times.push_back(time_of(action));
  return median(times);
}

// With the bare port as the command's input and output.
std::string at_port(const std::string& command) {
  return fmt::format("exec {} <>$({}) >&0", command, BarePort::find_device);
}

void measure_command(Machine& guest, BarePort& port) {
  const auto echo = guest.spawn({.command = at_port("dd bs=4096 2>/dev/null")}, patience());
  const auto bare = median_of(commands, [&] {
    port.send(1);
    port.receive(1);
  });
  echo->stop(patience());
  const auto command = median_of(commands, [&] { run(guest, "true"); }) * 1000;
  // In the guest alone: what the kernel takes to start the shell that a command is given to.
  const auto shells = time_of([&] {
    run(guest, fmt::format("i=0; while [ $i -lt {} ]; do /bin/sh -c true; i=$((i + 1)); done", commands));
  });
  print({.what = "a command, `true`", .measured = command, .limit = "an echo over the port", .bare = bare * 1000,
         .unit = "ms", .target = "< 1.5 ms"});
  print({.what = "the same", .measured = command, .limit = "an echo, and the start of a shell",
         .bare = (bare + shells / commands) * 1000, .unit = "ms", .target = "ratio < 1.10"});
}

void measure_bulk(Machine& guest, BarePort& port, const fs::path& folder) {
  const auto bulk = fmt::format("dd if=/dev/zero bs=64k count={} 2>/dev/null", bulk_bytes / (64 * 1024));
  const auto out = median_of(bulks, [&] {
    // The guest's kernel waits, and does nothing else, until what was written is read.
    std::jthread reader([&] { port.receive(bulk_bytes); });
    run(guest, at_port(bulk));
  });
  const auto in = median_of(bulks, [&] {
    // What is sent before the guest has opened the port may be held back for good.
    std::jthread writer([&] {
      port.receive(1);
      port.send(bulk_bytes);
    });
    run(guest, at_port(fmt::format("sh -c 'printf x >&0; head -c {} >/tmp/bare'", bulk_bytes)));
  });
  const auto row = [](const std::string& what, Seconds measured, Seconds bare) {
    print({.what = "16 MiB " + what, .measured = measured, .limit = "bytes through the port", .bare = bare,
           .unit = "s", .target = "< 0.2 s"});
  };
  const auto file = (folder / "bulk").string();
  std::ofstream(file) << std::string(bulk_bytes, 'x');
  row("of output", median_of(bulks, [&] { run(guest, bulk); }), out);
  row("host to guest", median_of(bulks, [&] { guest.copy_in(file, "/tmp/bulk", patience()); }), in);
  row("guest to host", median_of(bulks, [&] { guest.copy_out("/tmp/bulk", file, patience()); }), out);
}

void measure_wait(Machine& guest, const std::string& what, const machine::GuestCondition& condition,
                  const std::string& trigger, const std::string& clean_up) {
  Seconds worst = 0;
  for (int round = 0; round < waits; ++round) {
    worst = std::max(worst, lateness(guest, condition, trigger));
    run(guest, clean_up);
  }
  print({.what = fmt::format("{} is noticed, the worst of {}", what, waits), .measured = worst * 1000,
         .limit = "at once", .unit = "ms", .target = "< 30 ms"});
}

void measure_waits(Machine& guest) {
  // 1B58 is 7000. The command returns when the kernel lists the port.
  const std::string listen =
      "nc -l -p 7000 & echo $! >/tmp/nc; until grep -q :1B58 /proc/net/tcp*; do :; done";
  const std::string close = "kill $(cat /tmp/nc); while grep -q ':1B58 .* 0A ' /proc/net/tcp*; do :; done";
  measure_wait(guest, "a port that opens", {Condition::port_open, {"7000"}}, listen, close);
  run(guest, listen);
  measure_wait(guest, "a port that closes", {Condition::port_closed, {"7000"}}, close, listen);
  run(guest, close);
  measure_wait(guest, "a file", {Condition::file_exists, {"/tmp/there"}}, "touch /tmp/there", "rm /tmp/there");
  measure_wait(guest, "a process", {Condition::process_exists, {"sleep"}}, "sleep 1000 & echo $! >/tmp/sleep",
               "kill $(cat /tmp/sleep); while pidof sleep; do :; done");
  measure_wait(guest, "a command that succeeds", {Condition::command_succeeds, {"test -e /tmp/there", ""}},
               "touch /tmp/there", "rm /tmp/there");
}

}  // namespace

void measure_guest(const std::string& agent) {
  auto folder = (fs::temp_directory_path() / "vmt-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return;
  BarePort port(folder);
  machine::LabConfig config;
  config.machines = {{.name = "box", .host_name = "box"}};
  machine::LabOptions options;
  options.agent = agent;
  options.qemu = port.qemu();
  test::Recorder recorder;
  {
    const auto lab = machine::make_lab(config, options, recorder);
    auto& guest = lab->machine(0);
    guest.start(patience());
    port.connect();
    measure_command(guest, port);
    measure_bulk(guest, port, folder);
    measure_waits(guest);
  }
  fs::remove_all(folder);
}

}  // namespace vmt::bench
