// One branch: its variables, its limit, its interruptions.
#include "interpreter/interpreter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "machine/switch/random.hpp"

namespace vmt {

Interpreter::Interpreter(World& world, std::vector<Value> globals, std::size_t slot_count,
                         std::stop_token stop)
    : world_(world),
      globals_(std::move(globals)),
      first_frame_(slot_count),
      locals_(first_frame_),
      stop_(std::move(stop)) {}

Interpreter Interpreter::branch(std::stop_token stop) const {
  Interpreter other(world_, globals_, locals_.size(), std::move(stop));
  std::ranges::copy(locals_, other.locals_.begin());
  other.limit_ = limit_;
  other.depth_ = depth_;
  other.branch_ = ++world_.last_branch;
  return other;
}

Patience Interpreter::patience() const {
  if (!limit_.deadline.is_never()) return {limit_.deadline, stop_};
  const auto scaled = std::chrono::duration<double>(default_limit) * world_.timeout_scale;
  return {Deadline::in(std::chrono::duration_cast<std::chrono::nanoseconds>(scaled)), stop_};
}

void Interpreter::set_limit(std::chrono::nanoseconds length, Span set_at) {
  const auto scaled = std::chrono::duration_cast<std::chrono::nanoseconds>(length * world_.timeout_scale);
  const auto deadline = limit_.deadline.at_most(scaled);
  if (!limit_.deadline.is_never() && deadline.moment() == limit_.deadline.moment()) return;
  limit_ = {deadline, scaled, set_at};
}

std::uint64_t Interpreter::draw() {
  return machine::network::mixed({world_.seed, branch_, ++draws_});
}

void Interpreter::sleep(std::chrono::nanoseconds time, Span span) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  const auto until = limit_.deadline.at_most(time).moment();
  never_notified.wait_until(lock, stop_, until, [] { return false; });
  check_interruption(span);
}

void Interpreter::check_interruption(Span span) const {
  if (stop_.stop_requested()) throw Failure(FailureKind::stopped, span, "stopped");
  if (limit_.deadline.is_never() || !limit_.deadline.has_passed()) return;
  Failure failure(FailureKind::timed_out, span, "this was still going on when its time was over");
  explain_limit(failure);
  throw failure;
}

ListValue items_of(const Value& value) {
  if (value.is<std::shared_ptr<const ListValue>>()) return value.list();
  ListValue items;
  if (value.is<RangeValue>()) {
    const auto [first, last] = value.as<RangeValue>();
    for (auto number = first; number <= last; ++number) items.emplace_back(number);
  } else {
    for (const auto& [key, item] : value.map()) items.emplace_back(key);
  }
  return items;
}

}  // namespace vmt
