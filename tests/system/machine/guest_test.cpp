// What is asked of a guest, in a real one.
#include <fstream>

#include "tests/system/machine/lab_fixture.hpp"

namespace vmt::machine {
namespace {

TEST_F(LabTest, GuestIsWhatTheScriptDeclared) {
  LabConfig config;
  config.networks = {{"lan", ""}, {"wan", "10.7.0.0/16"}};
  MachineConfig machine;
  machine.name = "db_1";
  machine.host_name = "db-1";
  machine.memory_mib = 300;
  machine.cpu_count = 2;
  machine.networks = {0, 1};
  machine.environment = {{"WORD", "from the machine"}};
  config.machines = {machine};
  make(config);
  EXPECT_EQ(run("hostname; nproc; echo $WORD; pwd").output, "db-1\n2\nfrom the machine\n/root\n");
  EXPECT_EQ(run("ip -4 -o address show | awk '{print $4}'").output,
            "127.0.0.1/8\n192.168.1.1/24\n10.7.0.1/16\n");
  EXPECT_NE(run("ip -6 address").output.find("fd00:766d:74:2::1/64"), std::string::npos);
  EXPECT_EQ(run("cat /etc/hosts").output, hosts_file(config, 0));
  const auto total_kib = std::stol(run("awk '/MemTotal/ {print $2}' /proc/meminfo").output);
  EXPECT_NEAR(static_cast<double>(total_kib), 300 * 1024, 60 * 1024);
}

TEST_F(LabTest, GuestHasTheHostsTime) {
  make({"web"});
  const auto guest = std::stol(run("date +%s").output);
  const auto host = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  EXPECT_NEAR(static_cast<double>(guest), static_cast<double>(host), 5);
}

TEST_F(LabTest, GuestGivesMuchOutputWhole) {
  make({"web"});
  run("head -c 65536 /dev/urandom > /tmp/block; for i in $(seq 256); do cat /tmp/block; done > /tmp/large");
  const auto sum = run("sha256sum < /tmp/large").output;
  const auto large = run("cat /tmp/large").output;
  ASSERT_EQ(large.size(), std::size_t{16} << 20);
  CommandRequest back;
  back.command = "sha256sum";
  back.input = large;
  EXPECT_EQ(machine().run(back, patience()).output, sum);
}

TEST_F(LabTest, GuestTakesAndGivesFolders) {
  namespace fs = std::filesystem;
  make({"web"});
  const fs::path folder = testing::TempDir() + "vmt-folder";
  fs::remove_all(folder);
  fs::create_directories(folder / "in" / "sub");
  std::ofstream(folder / "in" / "sub" / "file") << std::string(3'000'000, 'x');
  fs::create_symlink("sub/file", folder / "in" / "link");
  machine().copy_in((folder / "in").string(), "/srv/", patience());
  EXPECT_EQ(run("readlink /srv/in/link; wc -c < /srv/in/link").output, "sub/file\n3000000\n");
  machine().copy_out("/srv/in", (folder / "out").string(), patience());
  EXPECT_EQ(fs::file_size(folder / "out" / "link"), 3'000'000u);
  machine().write_file("/tmp/text", "written\n", patience());
  EXPECT_EQ(machine().read_file("/tmp/text", patience()), "written\n");
  fs::remove_all(folder);
}

TEST_F(LabTest, GuestTellsOfAPortThatOpens) {
  make({"web"});
  const auto trouble = trouble_of([&] {
    machine().wait({agent::Condition::port_open, {"80"}}, within(std::chrono::milliseconds(200)));
  });
  // The machine was started by this wait, whose deadline may pass before the guest is there.
  EXPECT_EQ(trouble.kind, TroubleKind::timed_out);
  CommandRequest server;
  server.command = "httpd -f -p 80 -h /";
  const auto job = machine().spawn(server, patience());
  machine().wait({agent::Condition::port_open, {"80"}}, patience());
  EXPECT_TRUE(job->is_running());
  job->stop(patience());
  machine().wait({agent::Condition::port_closed, {"80"}}, patience());
}

TEST_F(LabTest, GuestsReachEachOtherByNameUntilTheCableIsPulled) {
  make({"web", "client"});
  lab_->start({0, 1}, patience());
  EXPECT_EQ(run("ping -c 1 -W 20 web", 1).code, 0u);
  EXPECT_EQ(run("ping -c 1 -W 20 fd00:766d:74:1::1", 1).code, 0u);
  machine(0).set_link(0, false, patience());
  EXPECT_NE(run("ping -c 1 -W 1 web", 1).code, 0u);
  EXPECT_EQ(run("cat /sys/class/net/eth0/carrier", 0).output, "0\n");
  machine(0).set_link(0, true, patience());
  EXPECT_EQ(run("cat /sys/class/net/eth0/carrier", 0).output, "1\n");
  EXPECT_EQ(run("ping -c 1 -W 20 web", 1).code, 0u);
}

TEST_F(LabTest, GuestsOfTwoNetworksDoNotMeet) {
  LabConfig config;
  config.networks = {{"lan", ""}, {"wan", ""}};
  for (std::size_t i = 0; i < 2; ++i) {
    MachineConfig machine;
    machine.name = machine.host_name = i == 0 ? "web" : "client";
    machine.networks = {i};
    config.machines.push_back(machine);
  }
  make(config);
  lab_->start({0, 1}, patience());
  run("ip route add default dev eth0", 1);
  EXPECT_NE(run("ping -c 1 -W 1 web", 1).code, 0u);
}

TEST_F(LabTest, PortOfTheHostLeadsIntoTheGuest) {
  LabConfig config;
  MachineConfig web;
  web.name = web.host_name = "web";
  web.forwards = {{0, 80}};
  config.machines = {web};
  make(config);
  run("mkdir /www && echo hello > /www/index.html && httpd -p 80 -h /www");
  machine().wait({agent::Condition::port_open, {"80"}}, patience());
  CommandRequest fetch;
  fetch.command =
      "curl --fail --silent --show-error http://127.0.0.1:" + std::to_string(*machine().forwarded(80)) + "/";
  EXPECT_EQ(lab_->run_on_host(fetch, patience()).output, "hello\n");
}

}  // namespace
}  // namespace vmt::machine
