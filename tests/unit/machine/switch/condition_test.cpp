// Which conditions are in force where.
#include "machine/switch/condition.hpp"

#include <gtest/gtest.h>

#include "machine/switch/describe.hpp"

namespace vmt::machine::network {
namespace {

using std::chrono::milliseconds;

ConditionPtr condition(ConditionId id, Scope scope, Effect effect) {
  return std::make_shared<const Condition>(Condition{id, std::move(scope), std::move(effect)});
}

TEST(Scope, OfMachinesCoversWhatTheySendAndGet) {
  const Scope scope{.machines = {1}};
  EXPECT_TRUE(scope.covers(0, 1, 2));
  EXPECT_TRUE(scope.covers(7, 2, 1));
  EXPECT_FALSE(scope.covers(0, 2, 3));
}

TEST(Scope, OfAPathHasADirection) {
  Scope scope{.sources = {1}, .targets = {2}};
  EXPECT_TRUE(scope.covers(0, 1, 2));
  EXPECT_FALSE(scope.covers(0, 2, 1));
  scope.both_ways = true;
  EXPECT_TRUE(scope.covers(0, 2, 1));
  EXPECT_FALSE(scope.covers(0, 2, 3));
}

TEST(Scope, WithoutTargetsGoesAnywhere) {
  const Scope from{.sources = {1}}, to{.targets = {1}};
  EXPECT_TRUE(from.covers(0, 1, 5));
  EXPECT_FALSE(from.covers(0, 5, 1));
  EXPECT_TRUE(to.covers(0, 5, 1));
  EXPECT_FALSE(to.covers(0, 1, 5));
}

TEST(Scope, StaysOnItsNetwork) {
  const Scope scope{.network = 1, .sources = {1}, .targets = {2}};
  EXPECT_TRUE(scope.covers(1, 1, 2));
  EXPECT_FALSE(scope.covers(0, 1, 2));
}

TEST(Conditions, TheLatestOfAKindAndScopeHolds) {
  const Scope web{.machines = {0}};
  const auto first = condition(1, web, Delay{.time = milliseconds(10)});
  const auto second = condition(2, web, Delay{.time = milliseconds(20)});
  const auto other = condition(3, {.machines = {1}}, Delay{.time = milliseconds(30)});
  EXPECT_EQ(in_force({first, second, other}, 0), (Conditions{second, other}));
  EXPECT_EQ(in_force({first, other}, 0), (Conditions{first, other})) << "lifted, the one before holds again";
}

TEST(Conditions, RulesToDropAllHold) {
  const auto first = condition(1, {}, Drop{.name = "a"}), second = condition(2, {}, Drop{.name = "b"});
  EXPECT_EQ(in_force({first, second}, 0), (Conditions{first, second}));
}

TEST(Conditions, TakeHoldInTheOrderOfTheirKinds) {
  const auto delay = condition(1, {}, Delay{}), cut = condition(2, {}, Cut{}),
             loss = condition(3, {}, Loss{});
  EXPECT_EQ(on_path({delay, cut, loss}, 0, 0, 1), (Conditions{cut, loss, delay}));
}

TEST(Conditions, TheSlowestLimitOfACableHolds) {
  const auto network = condition(1, {.network = 0}, Limit{1000, 100});
  const auto machine = condition(2, {.machines = {3}}, Limit{500, 100});
  EXPECT_EQ(limit_of_cable({network, machine}, 0, 3)->bits_per_second, 500);
  EXPECT_EQ(limit_of_cable({network, machine}, 0, 4)->bits_per_second, 1000);
  EXPECT_FALSE(limit_of_cable({network, machine}, 1, 4));
}

TEST(Describe, SaysScopesAndEffectsAsAScriptWould) {
  LabConfig lab;
  lab.networks = {{.name = "lan"}};
  lab.machines = {{.name = "web"}, {.name = "db"}, {.name = "client"}};
  EXPECT_EQ(describe(Scope{.network = 0}, lab), "lan");
  EXPECT_EQ(describe(Scope{.machines = {0, 1}}, lab), "web, db");
  EXPECT_EQ(describe(Scope{.sources = {0}, .targets = {1}}, lab), "web -> db");
  EXPECT_EQ(describe(Scope{.sources = {0}, .targets = {1, 2}, .both_ways = true}, lab), "web <-> db, client");
  EXPECT_EQ(describe(Scope{.sources = {0, 1}, .targets = {0, 1}}, lab), "web <-> db");
  EXPECT_EQ(describe(Scope{.network = 0, .sources = {2}}, lab), "from client on lan");
  EXPECT_EQ(describe(Scope{}, lab), "every network");
  EXPECT_EQ(describe(Delay{.time = milliseconds(100), .jitter = milliseconds(10)}),
            "delay 100ms jitter 10ms");
  EXPECT_EQ(describe(*Loss::bursts(0.05, 8)), "loss 5% in bursts of 8");
  EXPECT_EQ(describe(Limit{10'000'000, 65536}), "limit 10mbit queue 64KiB");
  EXPECT_EQ(describe(Drop{.name = "x", .filter = {.transport = Protocol::tcp, .port = 80}, .first = 3}),
            "drop tcp port 80, 3 at most (`x`)");
}

}  // namespace
}  // namespace vmt::machine::network
