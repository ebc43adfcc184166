// What is kept between two runs, without a guest: sparse copies, networks with faults.
#include <gtest/gtest.h>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "machine/kept/sparse_file.hpp"
#include "machine/memory_file.hpp"
#include "machine/run_folder.hpp"
#include "machine/switch/saved_networks.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t size_bytes = 64 << 20;

// A byte here and there in a large hole; the last is the file's last.
MemoryFile mostly_hole() {
  auto file = make_memory_file("test", size_bytes);
  for (const off_t at : {off_t{0}, off_t{4095}, off_t{12345678}, off_t{size_bytes - 1}})
    EXPECT_EQ(::pwrite(file->get(), "x", 1, at), 1);
  return file;
}

std::int64_t bytes_on_disk(const fs::path& file) {
  struct stat facts {};
  EXPECT_EQ(::stat(file.c_str(), &facts), 0);
  return facts.st_blocks * 512;
}

TEST(SparseFile, IsWholeAndStaysSmall) {
  const RunFolder folder;
  const auto original = mostly_hole();
  const auto sum = copy_sparse(*original, folder.path() / "copy");
  EXPECT_EQ(fs::file_size(folder.path() / "copy"), size_bytes);
  EXPECT_LT(bytes_on_disk(folder.path() / "copy"), size_bytes / 100);
  EXPECT_EQ(fs::status(folder.path() / "copy").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(checksum(open_to_read(folder.path() / "copy")), sum);
}

// Whether zeros are a hole is the file system's affair.
TEST(SparseFile, ChecksumDoesNotSeeHoles) {
  const RunFolder folder;
  std::ofstream(folder.path() / "written") << std::string(10000, '\0') << "x";
  const auto sum = copy_sparse(open_to_read(folder.path() / "written"), folder.path() / "hole");
  EXPECT_EQ(checksum(open_to_read(folder.path() / "written")), sum);
  EXPECT_EQ(checksum(open_to_read(folder.path() / "hole")), sum);
}

TEST(SparseFile, ChecksumSeesAFlippedBitAMissingByteAndAMovedPage) {
  const RunFolder folder;
  const auto sum_of = [&](const std::string& bytes) {
    std::ofstream(folder.path() / "file") << bytes;
    return checksum(open_to_read(folder.path() / "file"));
  };
  const std::string page(4096, 'a');
  const std::string zeros(4096, '\0');
  const auto sum = sum_of(page + zeros);
  EXPECT_NE(sum_of(page + std::string(4095, '\0')), sum);
  EXPECT_NE(sum_of(zeros + page), sum);
  EXPECT_NE(sum_of("b" + page.substr(1) + zeros), sum);
  EXPECT_EQ(sum_of(page + zeros), sum);
}

TEST(SparseFile, SaysWhatCanNotBeWrittenOrRead) {
  const RunFolder folder;
  try {
    copy_sparse(*mostly_hole(), folder.path() / "no-folder" / "copy");
    FAIL();
  } catch (const Trouble& trouble) {
    EXPECT_EQ(trouble.kind, TroubleKind::infrastructure);
    EXPECT_NE(trouble.message.find("No such file or directory"), std::string::npos);
  }
  EXPECT_THROW(open_to_read(folder.path() / "nothing"), Trouble);
}

// ---- Networks -----------------------------------------------------------------------------------

namespace net = network;

LabConfig two_machines() {
  LabConfig lab;
  lab.networks = {{.name = "lan", .subnet = "", .effects = {}}};
  for (const char* name : {"web", "db"}) {
    auto& machine = lab.machines.emplace_back();
    machine.name = machine.host_name = name;
    machine.networks = {0};
  }
  return lab;
}

TEST(SavedNetworks, ComeBackFromTheirFileAsTheyWere) {
  IoThread io;
  const auto lab = two_machines();
  const auto tell = [](const net::Change&) {};
  net::Networks networks(io, lab, 7, tell);
  const auto drop = std::make_shared<net::Tally>(net::Tally{.matched = 5, .dropped = 3});
  using std::chrono::milliseconds;
  networks.set({.network = 0}, net::Delay{milliseconds(5), milliseconds(1), net::Distribution::normal},
               net::Keeper::declaration);
  networks.set({.sources = {0}, .targets = {1}, .both_ways = true}, net::Cut{}, net::Keeper::command);
  networks.set({.network = 0},
               net::Drop{.name = "syn",
                         .filter = {net::Protocol::ip4, net::Protocol::tcp, 80},
                         .first = 3,
                         .every = 2,
                         .tally = drop},
               net::Keeper::command);
  networks.set({.machines = {1}}, *net::Loss::bursts(0.05, 3), net::Keeper::command);
  networks.set({.machines = {1}}, net::Corrupt{0.1}, net::Keeper::command);
  networks.set({.machines = {1}}, net::Duplicate{0.2}, net::Keeper::command);
  networks.set({.machines = {1}}, net::Limit{1000000, 30000}, net::Keeper::command);
  networks.set({.machines = {0}}, net::Reorder{0.3, milliseconds(9)}, net::Keeper::command);
  networks.set_link({1, 0}, false);

  const auto bytes = nlohmann::json::to_cbor(to_json(*networks.save()));
  net::Networks copy(io, lab, 7, tell);
  copy.restore(*net::saved_networks(nlohmann::json::from_cbor(bytes)));
  EXPECT_EQ(copy.faults(), networks.faults());
  EXPECT_EQ(copy.faults().size(), 9U);
  EXPECT_EQ(copy.blocked(), (std::set<network::PortId>{{1, 0}}));
  ASSERT_TRUE(copy.tally("syn"));
  EXPECT_EQ(copy.tally("syn")->matched, 5U);
  EXPECT_EQ(copy.tally("syn")->dropped, 3U);
  // What commands have set can be lifted there, and what the network declares stays.
  copy.heal();
  EXPECT_EQ(copy.faults().size(), 2U);
  // Written once more it is the same: nothing is lost on the way.
  const auto written = to_json(*networks.save());
  EXPECT_EQ(to_json(*net::saved_networks(written)), written);
}

}  // namespace
}  // namespace vmt::machine
