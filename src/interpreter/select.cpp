#include "interpreter/select.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <random>

namespace vmt {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return text;
}

bool has_one_of(const std::string& name, const std::vector<std::string>& filters) {
  return filters.empty() || std::ranges::any_of(filters, [&](const std::string& filter) {
           return lower(name).find(lower(filter)) != std::string::npos;
         });
}

// Tags that are wanted and tags that are not: `slow`, `!slow`.
bool fits(const std::vector<std::string>& own, const std::vector<std::string>& asked) {
  const auto is_own = [&](const std::string& tag) { return std::ranges::find(own, tag) != own.end(); };
  bool wants_some = false;
  bool has_some = false;
  for (const auto& tag : asked) {
    if (tag.starts_with('!')) {
      if (is_own(tag.substr(1))) return false;
    } else {
      wants_some = true;
      has_some = has_some || is_own(tag);
    }
  }
  return has_some || !wants_some;
}

// A test that never ran counts as much as the average one.
double average_of(const Records& records) {
  if (records.empty()) return 1;
  const auto sum = std::accumulate(records.begin(), records.end(), 0.0, [](double so_far, const auto& one) {
    return so_far + one.second.seconds;
  });
  return sum / static_cast<double>(records.size());
}

// The longest first, each to the shard that has least (Graham's list scheduling).
std::vector<std::size_t> shards_of(const std::vector<Case>& cases, std::size_t count,
                                   const Records& records) {
  const auto average = average_of(records);
  const auto seconds = [&](std::size_t index) {
    const auto known = records.find(cases[index].name);
    return known == records.end() ? average : known->second.seconds;
  };
  std::vector<std::size_t> order(cases.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, [&](auto a, auto b) { return seconds(a) > seconds(b); });
  std::vector<double> sums(count);
  std::vector<std::size_t> shards(cases.size());
  for (const auto index : order) {
    const auto least = std::ranges::min_element(sums);
    shards[index] = static_cast<std::size_t>(least - sums.begin());
    *least += seconds(index);
  }
  return shards;
}

// Draws again and again one of those whose turn it may be.
std::vector<std::size_t> random_order(const std::vector<Case>& all, std::vector<std::size_t> waiting,
                                      std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<bool> is_placed(all.size());
  std::vector<std::size_t> order;
  while (!waiting.empty()) {
    std::vector<std::size_t> ready;
    for (const auto index : waiting)
      if (!all[index].after || is_placed[*all[index].after]) ready.push_back(index);
    // Not std::uniform_int_distribution, which differs between libraries; the bias is of no matter.
    const auto next = ready[random() % ready.size()];
    is_placed[next] = true;
    order.push_back(next);
    std::erase(waiting, next);
  }
  return order;
}

}  // namespace

std::vector<Case> select(const std::vector<Case>& all, const Selection& selection, const Records& records,
                         std::optional<std::uint64_t> seed) {
  const auto shards = shards_of(all, selection.shard.count, records);
  std::vector<bool> is_chosen(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto known = records.find(all[i].name);
    const bool failed = known != records.end() && known->second.failed;
    if (!has_one_of(all[i].name, selection.filters) || !fits(all[i].test->tags, selection.tags)) continue;
    if (selection.only_failed && !failed) continue;
    if (shards[i] + 1 != selection.shard.number) continue;
    for (std::optional<std::size_t> here = i; here; here = all[*here].after) is_chosen[*here] = true;
  }
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (is_chosen[i]) order.push_back(i);
  // A test may be written before the one that it comes after.
  if (seed) order = random_order(all, std::move(order), *seed);

  std::vector<std::size_t> place(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::vector<Case> chosen;
  for (const auto index : order) {
    auto& one = chosen.emplace_back(all[index]);
    if (one.after) one.after = place[*one.after];
  }
  return chosen;
}

}  // namespace vmt
