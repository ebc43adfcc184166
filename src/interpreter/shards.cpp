#include "interpreter/shards.hpp"

#include <algorithm>

namespace vmt {
namespace {

struct Load {
  std::size_t script = 0;
  const std::string* test = nullptr;
  double seconds = 0;
};

double average_of(const std::vector<std::vector<Weight>>& scripts) {
  double sum = 0;
  std::size_t count = 0;
  for (const auto& script : scripts)
    for (const auto& weight : script)
      if (weight.seconds) {
        sum += *weight.seconds;
        ++count;
      }
  return count == 0 ? 1 : sum / static_cast<double>(count);
}

}  // namespace

// The longest first, each to the shard that has least (Graham's list scheduling).
std::vector<std::set<std::string>> tests_of_shard(const std::vector<std::vector<Weight>>& scripts,
                                                  Shard shard) {
  const auto average = average_of(scripts);
  std::vector<Load> loads;
  for (std::size_t script = 0; script < scripts.size(); ++script)
    for (const auto& weight : scripts[script])
      loads.push_back({script, &weight.test, weight.seconds.value_or(average)});
  std::ranges::stable_sort(loads, std::ranges::greater{}, &Load::seconds);

  std::vector<double> sums(shard.count);
  std::vector<std::set<std::string>> own(scripts.size());
  for (const auto& load : loads) {
    const auto least = std::ranges::min_element(sums);
    *least += load.seconds;
    if (least - sums.begin() + 1 == static_cast<std::ptrdiff_t>(shard.number)) own[load.script].insert(*load.test);
  }
  return own;
}

}  // namespace vmt
