// Statements about time: `within`, `eventually`, `retry`, `throughout`.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "interpreter/interpreter.hpp"
#include "interpreter/linked_stop.hpp"

namespace vmt {
namespace {

// `eventually` looks again after a pause that grows from quick enough for a person not to notice to
// gentle enough for a guest not to suffer.
constexpr std::chrono::milliseconds first_pause{50};
constexpr std::chrono::milliseconds longest_pause{1000};

constexpr std::chrono::milliseconds default_retry_pause{1000};
constexpr std::chrono::milliseconds default_throughout_pause{500};

std::string show_duration(std::chrono::nanoseconds time) {
  return show(DurationValue{std::chrono::round<std::chrono::milliseconds>(time).count() * 1'000'000});
}

}  // namespace

void Interpreter::explain_limit(Failure& failure) const {
  auto& diagnostic = failure.diagnostic;
  if (limit_.set_at.is_somewhere()) {
    if (limit_.set_at != diagnostic.primary.span)
      diagnostic.label(limit_.set_at, fmt::format("the limit of {}", show_duration(limit_.length)));
  } else {
    diagnostic.note(fmt::format("it had {}, the limit of commands without `within`",
                                show_duration(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                    default_limit * world_.timeout_scale))));
  }
}

Flow Interpreter::run_within(const program::Within& node) {
  const auto outer = limit_;
  set_limit(duration_of(*node.limit), node.limit->span);
  try {
    const auto flow = run(node.body);
    limit_ = outer;
    return flow;
  } catch (...) {
    limit_ = outer;
    throw;
  }
}

Flow Interpreter::run_eventually(const program::Eventually& node, Span span) {
  const auto outer = limit_;
  set_limit(node.limit ? duration_of(*node.limit) : std::chrono::nanoseconds(default_limit),
            node.limit ? node.limit->span : Span{});
  std::optional<Failure> last;
  std::chrono::nanoseconds pause = first_pause;
  for (std::size_t attempts = 1;; ++attempts) {
    try {
      const Forgiving forgiving(*this);
      const auto flow = run(node.body);
      limit_ = outer;
      return flow;
    } catch (Failure& failure) {
      const bool is_final = failure.ends_everything() || failure.kind == FailureKind::machine_lost;
      const bool time_is_over = deadline().has_passed();
      if (is_final) limit_ = outer;
      if (is_final) throw;
      // An attempt that the limit cut off says less than the one before it.
      if (!last || !(time_is_over && failure.kind == FailureKind::timed_out)) last = std::move(failure);
    }
    if (const auto end = deadline(); end.at_most(pause).moment() == end.moment()) {
      Failure failure(FailureKind::timed_out, last->diagnostic.primary.span,
                      fmt::format("this still failed after {} and {} attempt{}: {}",
                                  show_duration(limit_.length), attempts, attempts == 1 ? "" : "s",
                                  last->diagnostic.message));
      failure.diagnostic.labels = last->diagnostic.labels;
      failure.diagnostic.notes = last->diagnostic.notes;
      failure.output = last->output;
      explain_limit(failure);
      limit_ = outer;
      throw failure;
    }
    sleep(pause, span);
    pause = std::min<std::chrono::nanoseconds>(pause * 2, longest_pause);
  }
}

Flow Interpreter::run_retry(const program::Retry& node, Span span) {
  const auto times = evaluate(*node.times).as<std::int64_t>();
  const auto every = node.every ? duration_of(*node.every) : std::chrono::nanoseconds(default_retry_pause);
  for (std::int64_t attempt = 1;; ++attempt) {
    try {
      std::optional<Forgiving> forgiving;
      if (attempt < times) forgiving.emplace(*this);
      return run(node.body);
    } catch (Failure& failure) {
      if (failure.ends_everything() || attempt >= times) {
        if (!failure.ends_everything())
          failure.diagnostic.note(fmt::format("this was attempt {} of {}", attempt, times));
        throw;
      }
      check_interruption(span);
    }
    sleep(every, span);
  }
}

Flow Interpreter::run_throughout(const program::Throughout& node, Span span) {
  const auto every = node.every ? duration_of(*node.every) : std::chrono::nanoseconds(default_throughout_pause);
  LinkedStop body_stop(stop_);
  LinkedStop watch_stop(stop_);
  std::optional<Failure> broken;

  auto watcher = branch(watch_stop.token());
  const BranchesBeside beside(world_, 1);
  std::jthread watch([&] {
    try {
      for (;;) {
        watcher.expect(*node.condition, span);
        watcher.sleep(every, span);
      }
    } catch (Failure& failure) {
      if (failure.kind == FailureKind::stopped) return;
      broken = std::move(failure);
      body_stop.request_stop();
    }
  });

  const auto outer_stop = std::exchange(stop_, body_stop.token());
  const auto end_watch = [&] {
    stop_ = outer_stop;
    watch_stop.request_stop();
    watch.join();
  };
  Flow flow = Flow::next;
  try {
    flow = run(node.body);
  } catch (Failure& failure) {
    end_watch();
    if (!broken || failure.kind != FailureKind::stopped) throw;
    broken->diagnostic.label(failure.diagnostic.primary.span, "this was being done then");
    throw *broken;
  }
  end_watch();
  if (broken) throw *broken;
  return flow;
}

}  // namespace vmt
