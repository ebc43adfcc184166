// Conditions as scripts set and lift them, on switches whose cards are socket pairs.
#include "machine/switch/networks.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "frames.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine::network {
namespace {

using std::chrono::milliseconds;
using test::broadcast;
using test::mac;

LabConfig three_machines() {
  LabConfig lab;
  lab.networks = {{.name = "lan"}, {.name = "backup"}};
  lab.machines = {{.name = "web", .networks = {0}},
                  {.name = "db", .networks = {0, 1}},
                  {.name = "tape", .networks = {1}}};
  return lab;
}

class NetworksTest : public testing::Test {
protected:
  void make(LabConfig lab = three_machines()) {
    lab_ = std::move(lab);
    networks_.emplace(io_, lab_, 1, [this](const Change& change) {
      told_.push_back(change.where + ": " + change.what + (change.is_over ? ", over" : ""));
    });
    web_ = plug_in({0, 0});
    db_ = plug_in({1, 0});
  }
  Descriptor plug_in(PortId id) {
    auto channel = make_channel();
    io_.call([&] { networks_->switches()[0]->attach(id, std::move(channel.ours)); });
    return std::move(channel.theirs);
  }
  void send(const Descriptor& card, const std::string& frame) {
    const auto bytes = test::wire(frame);
    ASSERT_EQ(::write(card.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  bool comes(const Descriptor& card, int within_ms) {
    pollfd news{card.get(), POLLIN, 0};
    if (::poll(&news, 1, within_ms) != 1) return false;
    char buffer[4096];
    return ::read(card.get(), buffer, sizeof buffer) > 0;
  }
  // Of the frames that web sends, does one come to db? Those before have gone their way: the switch
  // works in order.
  bool passes() {
    send(web_, test::frame(broadcast, mac(0), "ping"));
    const auto sent = ++sent_;
    while (networks_->traffic(0).sent_frames < sent) std::this_thread::yield();
    return comes(db_, 0);
  }

  LabConfig lab_;
  IoThread io_;
  std::optional<Networks> networks_;
  Descriptor web_, db_;
  std::vector<std::string> told_;
  std::uint64_t sent_ = 0;
};

const Scope from_web_to_db{.sources = {0}, .targets = {1}};

TEST_F(NetworksTest, SetsAndLiftsAndTellsBoth) {
  make();
  EXPECT_TRUE(passes());
  const auto cut = networks_->set(from_web_to_db, Cut{}, Keeper::block);
  EXPECT_FALSE(passes());
  EXPECT_EQ(networks_->faults(), std::vector<std::string>{"web -> db: cut"});
  networks_->heal();
  EXPECT_FALSE(passes()) << "what ends with a block is not healed";
  networks_->lift(cut);
  EXPECT_TRUE(passes());
  networks_->lift(cut);
  EXPECT_EQ(told_, (std::vector<std::string>{"web -> db: cut", "web -> db: cut, over"}));
  EXPECT_TRUE(networks_->faults().empty());
}

TEST_F(NetworksTest, HealsWhatCommandsHaveSet) {
  auto lab = three_machines();
  lab.networks[0].effects = {Delay{.time = milliseconds(1)}};
  make(lab);
  networks_->set(from_web_to_db, Cut{}, Keeper::command);
  networks_->set({.machines = {0}}, Loss::independent(1), Keeper::command);
  EXPECT_FALSE(passes());
  networks_->heal();
  EXPECT_EQ(networks_->faults(), std::vector<std::string>{"lan: delay 1ms"}) << "declared for good";
  send(web_, test::frame(broadcast, mac(0), "again"));
  EXPECT_TRUE(comes(db_, 20'000));
}

TEST_F(NetworksTest, IsUnderWhatANetworkDeclaresFromTheFirstFrameOn) {
  auto lab = three_machines();
  lab.networks[0].effects = {Loss::independent(1)};
  make(lab);
  EXPECT_FALSE(passes());
  EXPECT_EQ(networks_->traffic(1).dropped_by(Cause::loss), 1u);
}

TEST_F(NetworksTest, RefusesAPathThatIsNone) {
  make();
  EXPECT_THROW(networks_->set({.sources = {0}, .targets = {2}}, Cut{}, Keeper::command), Trouble);
  EXPECT_THROW(networks_->set({.sources = {0}, .targets = {0}}, Cut{}, Keeper::command), Trouble);
  EXPECT_THROW(networks_->set({.network = 1, .sources = {0}}, Cut{}, Keeper::command), Trouble);
  EXPECT_NO_THROW(networks_->set({.network = 1, .sources = {1}}, Cut{}, Keeper::command));
}

TEST_F(NetworksTest, PullsCables) {
  make();
  networks_->set_link({0, 0}, false);
  networks_->set_link({0, 0}, false);
  EXPECT_FALSE(passes());
  EXPECT_EQ(networks_->blocked(), (std::set<PortId>{{0, 0}}));
  EXPECT_EQ(networks_->faults(), std::vector<std::string>{"web: blocked"});
  networks_->set_link({0, 0}, true);
  EXPECT_TRUE(passes());
  EXPECT_EQ(told_, (std::vector<std::string>{"web: blocked", "web: blocked, over"}));
}

TEST_F(NetworksTest, CountsWhatRulesDropAlsoWhenTheyAreGone) {
  make();
  EXPECT_FALSE(networks_->tally("none"));
  const auto rule = networks_->set({}, Drop{.name = "rule", .first = 1}, Keeper::command);
  EXPECT_FALSE(passes());
  EXPECT_TRUE(passes());
  networks_->lift(rule);
  EXPECT_TRUE(passes());
  EXPECT_EQ(networks_->tally("rule")->matched, 2u);
  EXPECT_EQ(networks_->tally("rule")->dropped, 1u);
}

TEST_F(NetworksTest, GoesOnInCopiesAsItWasSaved) {
  make();
  const auto cut = networks_->set(from_web_to_db, Cut{}, Keeper::block);
  networks_->set({.machines = {1}}, Drop{.name = "rule", .first = 2}, Keeper::command);
  networks_->set_link({1, 0}, false);
  const auto saved = networks_->save();
  networks_->set({}, Loss::independent(1), Keeper::command);  // not in the copy

  Networks copy(io_, lab_, 1, [](const Change&) {});
  copy.restore(*saved);
  EXPECT_EQ(copy.faults(), (std::vector<std::string>{
                               "web -> db: cut", "db: drop every frame, 2 at most (`rule`)", "db on lan: blocked"}));
  copy.lift(cut);
  EXPECT_EQ(copy.faults().size(), 2u) << "the end of a block lifts it in the copy, too";
  EXPECT_EQ(networks_->faults().size(), 4u);
  EXPECT_EQ(copy.tally("rule")->dropped, 0u);
}

TEST_F(NetworksTest, WritesCapturesThatSayWhatPassed) {
  make();
  const auto folder = std::filesystem::temp_directory_path() / ("network_test." + std::to_string(::getpid()));
  const auto capture = networks_->capture({.network = 0}, folder / "made" / "lan.pcap");
  const auto frame = test::frame(broadcast, mac(0), "seen");
  EXPECT_TRUE(passes());
  networks_->stop_capture(capture);
  EXPECT_TRUE(passes());
  std::ifstream file(folder / "made" / "lan.pcap");
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  std::filesystem::remove_all(folder);
  constexpr std::size_t file_header_bytes = 24, record_header_bytes = 16;
  ASSERT_EQ(bytes.size(), file_header_bytes + record_header_bytes + frame.size());
  EXPECT_EQ(bytes.substr(0, 4), std::string("\x4d\x3c\xb2\xa1", 4));
  EXPECT_EQ(bytes.substr(file_header_bytes + record_header_bytes), test::frame(broadcast, mac(0), "ping"));
  EXPECT_THROW(networks_->capture({.network = 0}, "/dev/null/x"), Trouble);
}

TEST_F(NetworksTest, WaitsForTraffic) {
  make();
  std::jthread sender([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      send(web_, test::frame(broadcast, mac(0), test::ipv4(6, 5000, 80), 0x0800));
      std::this_thread::sleep_for(milliseconds(1));
    }
  });
  networks_->wait_traffic(from_web_to_db, {.transport = Protocol::tcp, .port = 80},
                          {Deadline::in(std::chrono::seconds(20)), {}});
  try {
    networks_->wait_traffic(from_web_to_db, {.transport = Protocol::udp},
                            {Deadline::in(milliseconds(50)), {}});
    FAIL() << "there is no such traffic";
  } catch (const Trouble& trouble) {
    EXPECT_EQ(trouble.kind, TroubleKind::timed_out);
    EXPECT_EQ(trouble.message, "no such traffic arrived: web -> db, udp");
    EXPECT_NE(trouble.notes.at(0).find("other frames"), std::string::npos);
  }
}

}  // namespace
}  // namespace vmt::machine::network
