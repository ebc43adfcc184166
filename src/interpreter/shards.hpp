// Tests shared out between several runs, of all scripts together.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace vmt {

struct Shard {
  std::size_t number = 1;  // from 1
  std::size_t count = 1;
};

struct Weight {
  std::string test;               // its name, which no other of the same script has
  std::optional<double> seconds;  // that it took in its last run; nothing: it never ran
};

// The names of the tests of each script that the shard has. Shards have about the same sum of earlier durations
// (a test that never ran counts as much as the average one), and no test is in two or in none. Every run that is
// given the same weights makes the same shards.
std::vector<std::set<std::string>> tests_of_shard(const std::vector<std::vector<Weight>>& scripts, Shard shard);

}  // namespace vmt
