// What copies of networks go on with, and how it lies in a file between two runs.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "machine/switch/networks.hpp"

namespace vmt::machine::network {

struct Networks::Saved {
  // A tally goes on counting on its own I/O thread; here is what it was, and whose conditions count there.
  struct Counted {
    std::string name;
    const Tally* original = nullptr;
    Tally tally;
  };

  std::vector<Kept> kept;
  std::set<PortId> blocked;
  std::vector<std::pair<Condition, std::uint64_t>> turns;
  std::vector<Counted> tallies;
  std::uint64_t last_id = 0;
};

nlohmann::json to_json(const Networks::Saved& saved);
// Throws nlohmann::json::exception or std::out_of_range when it is not what `to_json` has made.
std::shared_ptr<const Networks::Saved> saved_networks(const nlohmann::json& json);

}  // namespace vmt::machine::network
