// Two runs at the same time, with the same addresses, do not meet; and nobody else can join.
#include <dirent.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "machine/switch/networks.hpp"
#include "tests/system/machine/lab_fixture.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

// The processes that this one has started, and itself.
std::vector<int> family() {
  std::vector<int> pids{::getpid()};
  for (std::size_t i = 0; i < pids.size(); ++i)
    for (const auto& thread : fs::directory_iterator("/proc/" + std::to_string(pids[i]) + "/task")) {
      std::ifstream children(thread.path() / "children");
      for (int child = 0; children >> child;) pids.push_back(child);
    }
  return pids;
}

// The numbers of the sockets that a process has, as /proc/net/* names them.
std::set<std::string> sockets_of(int pid) {
  std::set<std::string> inodes;
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd", gone)) {
    const auto target = fs::read_symlink(entry.path(), gone).string();
    if (target.starts_with("socket:[")) inodes.insert(target.substr(8, target.size() - 9));
  }
  return inodes;
}

// Lines of a table of sockets that belong to one of them.
std::vector<std::string> lines_about(const std::set<std::string>& inodes, const std::string& table) {
  std::vector<std::string> lines;
  std::ifstream file(table);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    for (std::string word; words >> word;)
      if (inodes.contains(word)) {
        lines.push_back(line);
        break;
      }
  }
  return lines;
}

TEST_F(LabTest, NetworksOfTwoRunsDoNotMeet) {
  make({"a", "b"});
  test::Recorder recorder;
  LabOptions options;
  options.agent = VMT_AGENT;
  const auto other = make_lab(lab_->config(), options, recorder);
  lab_->start({0, 1}, patience());
  other->start({0}, patience());
  // In the other run the second machine is off, so its address answers only if the networks were one.
  CommandRequest ping;
  ping.command = "ping -c 1 -W 1 b";
  EXPECT_TRUE(lab_->machine(0).run({.command = "ping -c 1 -W 20 b"}, patience()).succeeded());
  EXPECT_FALSE(other->machine(0).run(ping, patience()).succeeded());
  const auto before = other->networks().traffic(0).received_frames;
  EXPECT_TRUE(
      lab_->machine(0).run({.command = "ping -b -c 5 -i 0.1 192.168.1.255; true"}, patience()).succeeded());
  EXPECT_EQ(other->networks().traffic(0).received_frames, before);
}

TEST_F(LabTest, NetworkHasNoSocketThatOthersCouldOpen) {
  make({"a"});
  run("true");
  std::set<std::string> inodes;
  for (const auto pid : family()) inodes.merge(sockets_of(pid));
  EXPECT_TRUE(lines_about(inodes, "/proc/net/tcp").empty());
  EXPECT_TRUE(lines_about(inodes, "/proc/net/udp").empty());
  EXPECT_TRUE(lines_about(inodes, "/proc/net/packet").empty());
  const auto local = lines_about(inodes, "/proc/net/unix");
  EXPECT_GE(local.size(), 4u) << "the channels to QEMU are there, on both sides";
  for (const auto& line : local)
    EXPECT_EQ(line.find_first_of("/@"), std::string::npos) << "a name that anybody may connect to: " << line;
}

}  // namespace
}  // namespace vmt::machine
