// One branch: its variables, its limit, its interruptions.
#include "interpreter/interpreter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "machine/switch/random.hpp"

namespace vmt {
namespace {

Deadline moved(Deadline deadline, std::chrono::nanoseconds time) {
  if (deadline.is_never() || time == std::chrono::nanoseconds::zero()) return deadline;
  return Deadline::in(deadline.left() + time);
}

}  // namespace

Interpreter::Interpreter(World& world, std::vector<Value> globals, std::size_t slot_count,
                         std::stop_token stop)
    : world_(world),
      program_(&world.program),
      globals_(std::move(globals)),
      first_frame_(slot_count),
      locals_(first_frame_),
      stop_(std::move(stop)) {}

Interpreter Interpreter::branch(std::stop_token stop) const {
  Interpreter other(world_, globals_, locals_.size(), std::move(stop));
  std::ranges::copy(locals_, other.locals_.begin());
  other.program_ = program_;
  other.limit_ = limit_;
  other.forgiving_ = forgiving_;
  other.depth_ = depth_;
  other.branch_ = ++world_.last_branch;
  return other;
}

Deadline Interpreter::deadline() const {
  return moved(limit_.deadline, std::chrono::nanoseconds(world_.paused_ns));
}

Patience Interpreter::patience() const {
  if (!limit_.deadline.is_never()) return {deadline(), stop_};
  const auto scaled = std::chrono::duration<double>(default_limit) * world_.timeout_scale;
  return {Deadline::in(std::chrono::duration_cast<std::chrono::nanoseconds>(scaled)), stop_};
}

void Interpreter::set_limit(std::chrono::nanoseconds length, Span set_at) {
  const auto scaled = std::chrono::duration_cast<std::chrono::nanoseconds>(length * world_.timeout_scale);
  const auto outer = deadline();
  const auto inner = outer.at_most(scaled);
  if (!outer.is_never() && inner.moment() == outer.moment()) return;
  limit_ = {moved(inner, -std::chrono::nanoseconds(world_.paused_ns)), scaled, set_at};
}

std::uint64_t Interpreter::draw() {
  return machine::network::mixed({world_.seed, branch_, ++draws_});
}

void Interpreter::sleep(std::chrono::nanoseconds time, Span span) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  const auto until = deadline().at_most(time).moment();
  never_notified.wait_until(lock, stop_, until, [] { return false; });
  check_interruption(span);
}

void Interpreter::check_interruption(Span span) const {
  if (stop_.stop_requested()) throw Failure(FailureKind::stopped, span, "stopped");
  if (limit_.deadline.is_never() || !deadline().has_passed()) return;
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
