// Conditions in words, for the events of a run: "web: delay 100ms jitter 10ms", "a, b -> c: cut".
#pragma once

#include <string>

#include "machine/config.hpp"
#include "machine/switch/condition.hpp"

namespace vmt::machine::network {

// "lan", "web, db", "a <-> b", "a -> b on lan", "from a", "every network".
std::string describe(const Scope& scope, const LabConfig& lab);

// "cut", "loss 5% in bursts of 8", "limit 10mbit queue 64KiB".
std::string describe(const Effect& effect);

}  // namespace vmt::machine::network
