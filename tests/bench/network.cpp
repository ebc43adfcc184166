// The same two guests between three networks: vmt's switch, vde_switch, and QEMU's multicast socket.
// Usage: network_bench AGENT [ROUNDS]. For the other two, QEMU is started through a script that puts
// another `-netdev` in the place of vmt's. Needs Debian's vde2. Quote the ratios.
#include <fmt/format.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "machine/descriptor.hpp"
#include "machine/machine.hpp"
#include "tests/support/recorder.hpp"

namespace {

namespace fs = std::filesystem;
using namespace vmt::machine;

struct Network {
  std::string name;
  std::string netdev;  // instead of vmt's; empty: vmt's
};

struct Figures {
  std::vector<double> mebibytes_per_second, ping_ms;
};

double median(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  return numbers[numbers.size() / 2];
}

// A program that starts QEMU with another network.
fs::path qemu_with(const Network& network, const fs::path& folder) {
  const auto file = folder / (network.name + ".sh");
  std::ofstream(file) << fmt::format(R"(#!/bin/bash
words=()
for word in "$@"; do
  case $word in stream,id=card0,*) word='{}' ;; esac
  words+=("$word")
done
exec qemu-system-x86_64 "${{words[@]}}"
)",
                                     network.netdev);
  fs::permissions(file, fs::perms::owner_all);
  return file;
}

// Ends with its standard input, which is a pipe that this object holds.
class VdeSwitch {
public:
  explicit VdeSwitch(const fs::path& folder) : socket_(folder / "vde") {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) std::perror("pipe");
    input_ = Descriptor(ends[1]);
    const Descriptor output(ends[0]);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(output.get(), STDIN_FILENO);
      ::execlp("vde_switch", "vde_switch", "-s", socket_.c_str(), nullptr);
      ::_exit(127);
    }
    while (!fs::exists(socket_ / "ctl") && ::waitpid(pid_, nullptr, WNOHANG) == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ~VdeSwitch() {
    input_ = Descriptor();
    ::waitpid(pid_, nullptr, 0);
  }
  std::string netdev() const { return "vde,id=card0,sock=" + socket_.string(); }

private:
  fs::path socket_;
  Descriptor input_;
  pid_t pid_ = 0;
};

CommandResult run(Lab& lab, std::size_t machine, const std::string& command) {
  auto result =
      lab.machine(machine).run({.command = command}, {vmt::Deadline::in(std::chrono::minutes(5)), {}});
  if (!result.succeeded()) fmt::print(stderr, "`{}`: {}{}\n", command, result.output, result.errors);
  return result;
}

void measure(const fs::path& agent, const std::string& qemu, Figures& figures) {
  LabConfig config;
  config.networks = {{.name = "lan"}};
  for (const auto* name : {"a", "b"})
    config.machines.push_back({.name = name, .host_name = name, .networks = {0}});
  LabOptions options;
  options.agent = agent;
  options.qemu = qemu;
  vmt::test::Recorder recorder;
  const auto lab = make_lab(config, options, recorder);
  lab->start({0, 1}, {});
  run(*lab, 0, "ping -c 3 -W 20 b");

  const auto ping =
      run(*lab, 0, "ping -4 -q -c 200 -i 0.01 b | sed -n 's,.*= [0-9.]*/\\([0-9.]*\\)/.*,\\1,p'");
  figures.ping_ms.push_back(std::atof(ping.output.c_str()));

  constexpr int mebibytes = 32;
  run(*lab, 1,
      fmt::format("mkdir /tmp/www && head -c {} /dev/zero > /tmp/www/file && httpd -p 80 -h /tmp/www",
                  mebibytes << 20));
  const auto fetched = run(*lab, 0, "wget -q -O - http://b/file | wc -c");
  if (std::atoi(fetched.output.c_str()) != mebibytes << 20) fmt::print(stderr, "not all has arrived\n");
  figures.mebibytes_per_second.push_back(mebibytes / std::chrono::duration<double>(fetched.duration).count());
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 2) return 2;
  const int rounds = argument_count > 2 ? std::atoi(arguments[2]) : 3;
  const auto folder = fs::temp_directory_path() / fmt::format("vmt-bench.{}", ::getpid());
  fs::create_directories(folder);
  {
    const VdeSwitch vde(folder);
    const std::vector<Network> networks{
        {"vmt", ""},
        {"vde_switch", vde.netdev()},
        {"multicast", "socket,id=card0,mcast=230.0.0.1:5199,localaddr=127.0.0.1"}};
    std::vector<Figures> figures(networks.size());
    for (int round = 0; round < rounds; ++round)
      for (std::size_t i = 0; i < networks.size(); ++i)
        measure(arguments[1],
                networks[i].netdev.empty() ? "qemu-system-x86_64" : qemu_with(networks[i], folder).string(),
                figures[i]);
    for (std::size_t i = 0; i < networks.size(); ++i)
      fmt::print("{:<12} {:>7.1f} MiB/s (ratio {:.2f})   ping {:.3f} ms (ratio {:.2f})\n", networks[i].name,
                 median(figures[i].mebibytes_per_second),
                 median(figures[i].mebibytes_per_second) / median(figures[0].mebibytes_per_second),
                 median(figures[i].ping_ms), median(figures[i].ping_ms) / median(figures[0].ping_ms));
  }
  fs::remove_all(folder);
}
