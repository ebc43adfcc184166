// The bridge in a time of its own: when does what arrive where?
#include "machine/switch/bridge.hpp"

#include <gtest/gtest.h>

#include "frames.hpp"

namespace vmt::machine::network {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using test::broadcast;
using test::mac;

constexpr Time begin{seconds(1000)};

struct Arrival {
  nanoseconds after{};  // since `begin`
  std::string payload;
  friend bool operator==(const Arrival&, const Arrival&) = default;
};

class BridgeTest : public testing::Test {
protected:
  void plug_in(std::size_t machines) {
    arrivals_.resize(machines);
    for (std::size_t i = 0; i < machines; ++i)
      stations_.push_back(&bridge_->attach({i, 0}, [this, i](const Frame& frame) {
        arrivals_[i].push_back({now_ - begin, std::string(frame.bytes().substr(Frame::smallest_bytes))});
        return true;
      }));
  }
  void SetUp() override { plug_in(3); }

  void send(std::size_t from, const std::string& payload, MacAddress to = broadcast) {
    const auto wire = test::wire(test::frame(to, mac(from), payload));
    bridge_->take(*stations_[from], Frame(wire), now_);
    bridge_->flushed();
  }

  // Lets time pass, stopping whenever the bridge wants to be asked.
  void pass(nanoseconds time) {
    const auto end = now_ + time;
    while (const auto due = bridge_->next_due()) {
      if (*due > end) break;
      now_ = *due;
      bridge_->advance(now_);
      bridge_->flushed();
    }
    now_ = end;
  }

  ConditionPtr add(Scope scope, Effect effect) {
    all_.push_back(
        std::make_shared<const Condition>(Condition{++last_id_, std::move(scope), std::move(effect)}));
    bridge_->set_conditions(all_, now_);
    return all_.back();
  }
  void lift(const ConditionPtr& condition) {
    std::erase(all_, condition);
    bridge_->set_conditions(all_, now_);
  }

  std::vector<std::string> payloads(std::size_t machine) const {
    std::vector<std::string> texts;
    for (const auto& arrival : arrivals_[machine]) texts.push_back(arrival.payload);
    return texts;
  }

  std::unique_ptr<Bridge> bridge_ = std::make_unique<Bridge>(0, 1);
  std::vector<Bridge::Station*> stations_;
  std::vector<std::vector<Arrival>> arrivals_;
  Conditions all_;
  ConditionId last_id_ = 0;
  Time now_ = begin;
};

TEST_F(BridgeTest, DelaysExactlyAndSumsWhatIsOnTheWay) {
  add({.machines = {0}}, Delay{.time = milliseconds(30)});
  add({.network = 0}, Delay{.time = milliseconds(5)});
  send(0, "x");
  pass(seconds(1));
  EXPECT_EQ(arrivals_[1], (std::vector<Arrival>{{milliseconds(35), "x"}}));
  EXPECT_FALSE(bridge_->next_due()) << "an idle bridge asks for nothing";
}

TEST_F(BridgeTest, DelaysOneDirectionOnly) {
  add({.sources = {0}, .targets = {1}}, Delay{.time = milliseconds(30)});
  send(0, "there");
  send(1, "back");
  EXPECT_EQ(payloads(0), std::vector<std::string>{"back"});
  EXPECT_EQ(payloads(2), (std::vector<std::string>{"there", "back"}));
  EXPECT_TRUE(arrivals_[1].empty());
  pass(milliseconds(30));
  EXPECT_EQ(payloads(1), std::vector<std::string>{"there"});
}

TEST_F(BridgeTest, KeepsTheOrderOfAPathUnderJitter) {
  add({}, Delay{.time = milliseconds(10), .jitter = milliseconds(9)});
  std::vector<std::string> sent;
  for (int i = 0; i < 200; ++i) {
    sent.push_back(std::to_string(i));
    send(0, sent.back());
    pass(milliseconds(1));
  }
  pass(seconds(1));
  EXPECT_EQ(payloads(1), sent);
  EXPECT_NE(arrivals_[1].back().after - arrivals_[1].front().after, milliseconds(199)) << "it does jitter";
}

TEST_F(BridgeTest, LetsOthersOvertakeWhatIsHeldBack) {
  add({}, Reorder{.share = 0.2, .time = milliseconds(10)});
  std::vector<std::string> sent;
  for (int i = 0; i < 200; ++i) {
    sent.push_back(std::to_string(i));
    send(0, sent.back());
    pass(milliseconds(1));
  }
  pass(seconds(1));
  auto came = payloads(1);
  EXPECT_NE(came, sent);
  EXPECT_EQ(bridge_->counters({1, 0}).reordered,
            static_cast<std::uint64_t>(std::ranges::count_if(arrivals_[1], [](const Arrival& arrival) {
              return arrival.after - milliseconds(std::stoi(arrival.payload)) == milliseconds(10);
            })));
  std::ranges::sort(came);
  std::ranges::sort(sent);
  EXPECT_EQ(came, sent) << "none is lost";
}

TEST_F(BridgeTest, LetsFramesArriveTwice) {
  add({}, Duplicate{1});
  send(0, "x");
  EXPECT_EQ(payloads(1), (std::vector<std::string>{"x", "x"}));
  EXPECT_EQ(bridge_->counters({1, 0}).duplicated, 1u);
}

TEST_F(BridgeTest, TurnsABitForOneReceiverOnly) {
  add({.sources = {0}, .targets = {1}}, Corrupt{1});
  send(0, "payload");
  EXPECT_NE(payloads(1).at(0), "payload");
  EXPECT_EQ(payloads(1).at(0).size(), 7u);
  EXPECT_EQ(payloads(2).at(0), "payload");
}

TEST_F(BridgeTest, CutsOneWayAndBoth) {
  const auto one_way = add({.sources = {0}, .targets = {1}}, Cut{});
  send(0, "a");
  send(1, "b");
  EXPECT_TRUE(arrivals_[1].empty());
  EXPECT_EQ(payloads(0), std::vector<std::string>{"b"});
  lift(one_way);
  add({.sources = {0, 1}, .targets = {2}, .both_ways = true}, Cut{});
  send(0, "c");
  send(2, "d");
  EXPECT_EQ(payloads(1), std::vector<std::string>{"c"});
  EXPECT_EQ(payloads(0), std::vector<std::string>{"b"});
  EXPECT_EQ(payloads(2), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(bridge_->counters({2, 0}).dropped_by(Cause::cut), 1u);
}

TEST_F(BridgeTest, CarriesWhatALimitAllowsAndDropsTheTail) {
  constexpr std::size_t payload_bytes = 1000 - Frame::smallest_bytes;
  add({.sources = {0}, .targets = {1}}, Limit{.bits_per_second = 800'000, .queue_bytes = 10'000});
  for (int i = 0; i < 100; ++i) send(0, std::string(payload_bytes, 'x'));
  pass(seconds(10));
  ASSERT_EQ(arrivals_[1].size(), 10u) << "as many as the queue holds";
  EXPECT_EQ(arrivals_[1].back().after, milliseconds(100));
  EXPECT_EQ(bridge_->counters({1, 0}).dropped_by(Cause::queue_full), 90u);
  EXPECT_EQ(arrivals_[2].size(), 100u);
}

TEST_F(BridgeTest, LimitsACableInEachDirectionForItself) {
  add({.machines = {1}}, Limit{.bits_per_second = 800'000, .queue_bytes = 100'000});
  constexpr std::size_t payload_bytes = 1000 - Frame::smallest_bytes;
  for (int i = 0; i < 50; ++i) {
    send(0, std::string(payload_bytes, 'x'));
    send(1, std::string(payload_bytes, 'y'));
  }
  pass(seconds(10));
  ASSERT_EQ(arrivals_[1].size(), 50u);
  ASSERT_EQ(arrivals_[0].size(), 50u);
  EXPECT_EQ(arrivals_[1].back().after, milliseconds(500));
  EXPECT_EQ(arrivals_[0].back().after, milliseconds(500));
}

TEST_F(BridgeTest, LetsGoWhatADelayHeldWhenItIsLifted) {
  const auto delay = add({.machines = {1}}, Delay{.time = seconds(10)});
  for (const auto* text : {"1", "2", "3"}) send(0, text);
  pass(milliseconds(1));
  EXPECT_TRUE(arrivals_[1].empty());
  lift(delay);
  EXPECT_EQ(payloads(1), (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_FALSE(bridge_->next_due());
}

TEST_F(BridgeTest, GivesTheSameFramesTheSameFateWhateverElseHappens) {
  const auto lost_of = [](bool is_busy) {
    struct Quiet : BridgeTest {
      void TestBody() override {}
      using BridgeTest::add;
      using BridgeTest::payloads;
      using BridgeTest::send;
      using BridgeTest::SetUp;
    } run;
    run.SetUp();
    run.add({}, Loss::independent(0.5));
    for (int i = 0; i < 200; ++i) {
      if (is_busy) run.send(2, "noise");
      run.send(0, std::to_string(i));
    }
    auto came = run.payloads(1);
    std::erase(came, "noise");
    return came;
  };
  const auto came = lost_of(false);
  EXPECT_EQ(came, lost_of(true));
  EXPECT_GT(came.size(), 50u);
  EXPECT_LT(came.size(), 150u);
}

TEST_F(BridgeTest, ServesSixteenMachinesWithoutLoss) {
  bridge_ = std::make_unique<Bridge>(0, 1);
  stations_.clear();
  plug_in(16);
  for (int round = 0; round < 100; ++round)
    for (std::size_t from = 0; from < 16; ++from) send(from, "x");
  for (std::size_t machine = 0; machine < 16; ++machine) {
    EXPECT_EQ(arrivals_[machine].size(), 1500u);
    EXPECT_EQ(bridge_->counters({machine, 0}).dropped, Counters{}.dropped);
  }
}

TEST_F(BridgeTest, ShowsTapsWhatTheyAskFor) {
  int on_network = 0, of_machine = 0, on_path = 0;
  bridge_->add_tap({.scope = {.network = 0}, .arrivals = false, .see = [&](const Frame&) { ++on_network; }});
  bridge_->add_tap(
      {.scope = {.machines = {1}}, .arrivals = true, .see = [&](const Frame&) { ++of_machine; }});
  bridge_->add_tap(
      {.scope = {.sources = {0}, .targets = {1}}, .arrivals = true, .see = [&](const Frame&) { ++on_path; }});
  send(0, "x");
  send(1, "y");
  send(2, "z");
  EXPECT_EQ(on_network, 3) << "each frame once";
  EXPECT_EQ(of_machine, 3) << "what it sent, and what came to it";
  EXPECT_EQ(on_path, 1);
}

}  // namespace
}  // namespace vmt::machine::network
