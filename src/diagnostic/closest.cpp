#include "diagnostic/closest.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <vector>

namespace vmt {
namespace {

// Nobody mistypes a name of this many characters by a letter or two, and comparing costs the
// product of the lengths.
constexpr std::size_t longest_name = 200;

using Characters = std::vector<utf8proc_int32_t>;

Characters characters_of(std::string_view text, bool lower) {
  Characters result;
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    auto bytes = utf8proc_iterate(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &code);
    if (bytes <= 0) {
      bytes = 1;
      code = 0xfffd;
    }
    result.push_back(lower ? utf8proc_tolower(code) : code);
    text.remove_prefix(static_cast<std::size_t>(bytes));
  }
  return result;
}

// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
std::size_t distance(const Characters& a, const Characters& b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = std::min(current[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> closest(std::string_view name,
                                   std::span<const std::string_view> candidates) {
  const auto lower = characters_of(name, true);
  if (lower.size() < 2 || lower.size() > longest_name) return std::nullopt;

  std::optional<std::string> best;
  std::pair<std::size_t, std::size_t> best_distance;  // case ignored, then as written
  for (const auto candidate : candidates) {
    if (candidate.size() > 4 * longest_name) continue;
    const auto other = characters_of(candidate, true);
    const auto allowed = std::max(lower.size(), other.size()) / 3;
    const auto difference =
        std::max(lower.size(), other.size()) - std::min(lower.size(), other.size());
    if (other.size() < 2 || difference > allowed) continue;
    const auto ignoring_case = distance(lower, other);
    if (ignoring_case > allowed) continue;
    const std::pair found(ignoring_case,
                          distance(characters_of(name, false), characters_of(candidate, false)));
    if (best && found >= best_distance) continue;
    best = std::string(candidate);
    best_distance = found;
  }
  return best;
}

}  // namespace vmt
