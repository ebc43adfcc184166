// Statements that run one after the other.
#include <fmt/format.h>

#include <algorithm>

#include "interpreter/interpreter.hpp"
#include "interpreter/overloaded.hpp"
#include "machine/switch/networks.hpp"

namespace vmt {
namespace {

// `finally` gets this long of its own, however little time its block had left: it is there to clean up.
constexpr std::chrono::seconds finally_limit{30};

// Asking the clock at each turn of a loop would be its largest cost.
constexpr std::uint32_t turns_between_checks = 256;

// A failure that a fault of the network may have caused says so.
void name_faults(Failure& failure, machine::Lab* lab) {
  if (!lab || failure.ends_everything() || std::exchange(failure.names_faults, true)) return;
  const auto faults = lab->networks().faults();
  if (faults.empty()) return;
  failure.diagnostic.note(fmt::format("the network was not whole then: {}", fmt::join(faults, "; ")));
}

}  // namespace

Flow Interpreter::run(std::span<const program::Statement> statements) try {
  for (const auto& statement : statements) {
    if (const auto* last_word = std::get_if<program::Finally>(&statement.node))
      return run_before(*last_word, statements.last(statements.size() - 1 - (&statement - statements.data())));
    const auto flow = run(statement);
    if (flow != Flow::next) return flow;
  }
  return Flow::next;
} catch (Failure& failure) {
  name_faults(failure, world_.lab);  // before they are lifted by whatever ends now
  throw;
}

// The statements behind a `finally`, and then it.
Flow Interpreter::run_before(const program::Finally& last_word,
                             std::span<const program::Statement> statements) {
  Flow flow = Flow::next;
  try {
    flow = run(statements);
  } catch (Failure& failure) {
    try {
      run_finally(last_word);
    } catch (const Failure& second) {
      failure.diagnostic.label(second.diagnostic.primary.span,
                               "then this `finally` failed too: " + second.diagnostic.message);
    }
    throw;
  }
  run_finally(last_word);
  return flow;
}

void Interpreter::run_finally(const program::Finally& node) {
  const auto limit = std::exchange(limit_, {});
  const auto stop = std::exchange(stop_, world_.interrupt);
  auto returned = std::move(returned_);  // what the block is about to return
  set_limit(finally_limit, {});
  const auto restore = [&] {
    limit_ = limit;
    stop_ = stop;
    returned_ = std::move(returned);
  };
  try {
    run(node.body);
  } catch (...) {
    restore();
    throw;
  }
  restore();
}

std::chrono::nanoseconds Interpreter::duration_of(const program::Expression& expression) {
  return std::chrono::nanoseconds(evaluate(expression).as<DurationValue>().nanoseconds);
}

Flow Interpreter::run(const program::Statement& statement) try {
  return run_node(statement);
} catch (Failure& failure) {
  pause_at(failure, statement.span);
  throw;
}

Flow Interpreter::run_node(const program::Statement& statement) try {
  const auto span = statement.span;
  return std::visit(
      overloaded{
          [&](const program::Store& node) {
            evaluate_into(at(node.slot), *node.value);
            return Flow::next;
          },
          [&](const program::If& node) { return run_if(node); },
          [&](const program::For& node) { return run_for(node, span); },
          [&](const program::While& node) { return run_while(node, span); },
          [](const program::Break&) { return Flow::broke; },
          [](const program::Continue&) { return Flow::continued; },
          [&](const program::Return& node) {
            if (node.value) evaluate_into(returned_, *node.value);
            return Flow::returned;
          },
          [&](const program::Expect& node) {
            expect(*node.condition, span);
            return Flow::next;
          },
          [&](const program::Step& node) { return run_step(node); },
          [&](const program::Within& node) { return run_within(node); },
          [&](const program::Eventually& node) { return run_eventually(node, span); },
          [&](const program::Retry& node) { return run_retry(node, span); },
          [&](const program::Throughout& node) { return run_throughout(node, span); },
          [&](const program::Parallel& node) {
            run_parallel(node);
            return Flow::next;
          },
          [&](const program::ParallelFor& node) {
            run_parallel_for(node);
            return Flow::next;
          },
          [](const program::Finally&) { return Flow::next; },  // run() of the block keeps it for the end
          [&](const program::Skip& node) -> Flow {
            const auto why = node.why ? evaluate(*node.why).text() : std::string();
            throw Failure(FailureKind::skipped, span, why);
          },
          [&](const program::Fail& node) -> Flow {
            throw Failure(FailureKind::failed, span,
                          node.why ? evaluate(*node.why).text() : "the script says that this fails");
          },
          [&](const program::Log& node) {
            world_.events.emit(
                report::Logged{show_plain(evaluate(*node.value), program().names)});
            return Flow::next;
          },
          [&](const program::Pause&) {
            pause(span, nullptr);
            return Flow::next;
          },
          [&](const program::Sleep& node) {
            sleep(duration_of(*node.time), span);
            return Flow::next;
          },
          [&](const program::Evaluate& node) {
            evaluate(*node.expression);
            return Flow::next;
          },
      },
      statement.node);
} catch (const std::bad_variant_access&) {
  throw Failure(FailureKind::failed, statement.span,
                "a value from JSON is of another type than this statement needs");
}

Flow Interpreter::run_if(const program::If& node) {
  for (const auto& branch : node.branches)
    if (holds(*branch.condition)) return run(branch.body);
  return run(node.otherwise);
}

Flow Interpreter::run_for(const program::For& node, Span span) {
  const auto list = evaluate(*node.list);
  // A range is counted, not unrolled: `1..1_000_000` takes no memory.
  if (list.is<RangeValue>()) {
    const auto [first, last] = list.as<RangeValue>();
    if (last < first) return Flow::next;
    std::uint32_t turn = 0;
    for (auto number = first;; ++number) {
      if (turn++ % turns_between_checks == 0) check_interruption(span);
      locals_[node.slot] = number;
      const auto flow = run(node.body);
      if (flow == Flow::returned) return flow;
      if (flow == Flow::broke || number == last) return Flow::next;
    }
  }
  for (auto& item : items_of(list)) {
    check_interruption(span);
    locals_[node.slot] = std::move(item);
    const auto flow = run(node.body);
    if (flow == Flow::broke) break;
    if (flow == Flow::returned) return flow;
  }
  return Flow::next;
}

Flow Interpreter::run_while(const program::While& node, Span span) {
  for (std::uint32_t turn = 0; holds(*node.condition); ++turn) {
    if (turn % turns_between_checks == 0) check_interruption(span);
    const auto flow = run(node.body);
    if (flow == Flow::broke) break;
    if (flow == Flow::returned) return flow;
  }
  return Flow::next;
}

Flow Interpreter::run_step(const program::Step& node) {
  const auto name = evaluate(*node.title).text();
  const auto begin = Deadline::Clock::now();
  const auto finished = [&](bool ok) {
    world_.events.emit(report::StepFinished{name, ok, Deadline::Clock::now() - begin});
  };
  world_.events.emit(report::StepStarted{name});
  try {
    const auto flow = run(node.body);
    finished(true);
    return flow;
  } catch (...) {
    finished(false);
    throw;
  }
}

}  // namespace vmt
