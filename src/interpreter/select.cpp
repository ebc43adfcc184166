#include "interpreter/select.hpp"

#include <algorithm>
#include <cctype>
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

std::vector<bool> chosen(const std::vector<Case>& all, const Selection& selection, const Records& records) {
  std::vector<bool> is_chosen;
  for (const auto& one : all) {
    const auto known = records.find(one.name);
    const bool failed = known != records.end() && known->second.failed;
    is_chosen.push_back(has_one_of(one.name, selection.filters) && fits(one.test->tags, selection.tags) &&
                        (failed || !selection.only_failed) &&
                        (!selection.names || selection.names->contains(one.name)));
  }
  return is_chosen;
}

std::vector<Case> select(const std::vector<Case>& all, const Selection& selection, const Records& records,
                         std::optional<std::uint64_t> seed) {
  auto is_chosen = chosen(all, selection, records);
  for (std::size_t i = all.size(); i-- > 0;)
    if (is_chosen[i])
      for (auto before = all[i].after; before; before = all[*before].after) is_chosen[*before] = true;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (is_chosen[i]) order.push_back(i);
  // A test may be written before the one that it comes after.
  if (seed) order = random_order(all, std::move(order), *seed);

  std::vector<std::size_t> place(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::vector<Case> cases;
  for (const auto index : order) {
    auto& one = cases.emplace_back(all[index]);
    if (one.after) one.after = place[*one.after];
  }
  return cases;
}

}  // namespace vmt
