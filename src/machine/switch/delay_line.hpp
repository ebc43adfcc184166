// Things that are due at some time. Knows no clock: it is told what time it is.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace vmt::machine::network {

// Gives its items back in the order of their times; those of one time in the order in which they were
// put in.
template <typename Item>
class DelayLine {
public:
  using Time = std::chrono::steady_clock::time_point;

  void put(Time due, Item item) {
    waiting_.push_back({due, ++count_, std::move(item)});
    std::push_heap(waiting_.begin(), waiting_.end(), is_later);
  }

  bool is_empty() const { return waiting_.empty(); }
  // When to come back; nothing when there is no need to.
  std::optional<Time> next_due() const {
    return waiting_.empty() ? std::nullopt : std::optional(waiting_.front().due);
  }

  // The first item that is due at `now`, with its time; nothing when there is none.
  std::optional<std::pair<Time, Item>> take(Time now) {
    if (waiting_.empty() || waiting_.front().due > now) return std::nullopt;
    std::pop_heap(waiting_.begin(), waiting_.end(), is_later);
    auto taken = std::pair(waiting_.back().due, std::move(waiting_.back().item));
    waiting_.pop_back();
    return taken;
  }

  // All items that the predicate chooses, due or not, in no order.
  template <typename Predicate>
  std::vector<Item> take_if(Predicate is_chosen) {
    const auto chosen = std::partition(waiting_.begin(), waiting_.end(),
                                       [&](const Entry& entry) { return !is_chosen(entry.item); });
    std::vector<Item> taken;
    for (auto entry = chosen; entry != waiting_.end(); ++entry) taken.push_back(std::move(entry->item));
    waiting_.erase(chosen, waiting_.end());
    std::make_heap(waiting_.begin(), waiting_.end(), is_later);
    return taken;
  }

private:
  struct Entry {
    Time due;
    std::uint64_t number;
    Item item;
  };

  // The standard's heaps have their largest on top; in this order that is the earliest.
  static bool is_later(const Entry& a, const Entry& b) {
    return std::pair(a.due, a.number) > std::pair(b.due, b.number);
  }

  std::vector<Entry> waiting_;
  std::uint64_t count_ = 0;
};

}  // namespace vmt::machine::network
