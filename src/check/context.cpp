#include "check/context.hpp"

#include <algorithm>

#include "diagnostic/closest.hpp"

namespace vmt::checking {

std::optional<std::string> Context::nearest(std::string_view name, std::vector<std::string_view> candidates) {
  if (is_muted || candidates.size() > comparisons_left_) return std::nullopt;
  comparisons_left_ -= candidates.size();
  // Two candidates may be equally near; which one is proposed must not depend on a hash.
  std::ranges::sort(candidates);
  return closest(name, candidates);
}

}  // namespace vmt::checking
