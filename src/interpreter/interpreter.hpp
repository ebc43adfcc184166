// The tree walk: one Interpreter is one branch of a script, on one thread, with its own variables.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "check/program.hpp"
#include "interpreter/failure.hpp"
#include "machine/machine.hpp"
#include "report/reporter.hpp"

namespace vmt {

class Coverage;
class HostFiles;
class Pauser;
class TestBed;

// What all branches of one test share. Nothing in it changes while several run but the counters.
struct World {
  const program::Program& program;
  report::EventStream& events;
  std::stop_token interrupt;    // Ctrl-C
  double timeout_scale = 1.0;
  std::uint64_t seed = 0;       // of all that is left to chance
  machine::Lab* lab = nullptr;  // null while settings are evaluated
  TestBed* bed = nullptr;       // of a test: what the lab stands on, where states are kept
  Coverage* coverage = nullptr;  // null: nobody asked for it
  HostFiles* host_files = nullptr;  // is told what of the host is read; null: nobody asked
  Pauser* pauser = nullptr;     // null: nobody is there whom `pause` could ask
  const Deadline::Clock::time_point begin = Deadline::Clock::now();  // of the test, or of `setup`
  std::atomic<std::int64_t> paused_ns = 0;  // that a person had the machines; limits don't count it
  std::atomic<std::uint64_t> last_action = 0;
  std::atomic<std::uint32_t> last_branch = 0;
  std::atomic<std::uint32_t> branches_beside = 0;  // that run now beside the test's own

  // What a setting's row fills in, while declarations are evaluated.
  machine::MachineConfig* machine_config = nullptr;
  machine::NetworkConfig* network_config = nullptr;
};

// The limit of a command that has no `within` around it. Long, because it only has to end what hangs:
// a guest under emulation may need minutes for what takes seconds on the author's machine.
inline constexpr std::chrono::minutes default_limit{5};

// How a statement ended.
enum class Flow : std::uint8_t { next, broke, continued, returned };

// The limit that a branch works under, and the place that set it.
struct Limit {
  Deadline deadline = Deadline::never();  // as if nobody had ever paused; see Interpreter::deadline
  std::chrono::nanoseconds length{};
  Span set_at;  // nowhere: the default
};

// What JSON holds is known only when it is there.
inline constexpr auto other_type = "a value from JSON is of another type than what is done with it here";

// The value of one part of an expression, noted down while it was evaluated.
struct Part {
  const program::Expression* expression;
  Value value;
};

class Interpreter {
public:
  Interpreter(World& world, std::vector<Value> globals, std::size_t slot_count, std::stop_token stop);
  Interpreter(Interpreter&&) = default;

  // A branch that runs beside this one: its own copies of the variables, a branch number of its own.
  Interpreter branch(std::stop_token stop) const;

  Flow run(std::span<const program::Statement> statements);
  Value evaluate(const program::Expression& expression);
  Value apply(const Closure& closure, std::vector<Value> arguments);

  // The innermost limit; without one, the default limit from now.
  Patience patience() const;
  // Of the limit, moved by all the time that a person had the machines so far.
  Deadline deadline() const;
  // A limit for all that follows; an outer one stays when it is earlier.
  void set_limit(std::chrono::nanoseconds length, Span set_at);

  // Adds to a failure that ran out of time which limit it was and where it was set.
  void explain_limit(Failure& failure) const;

  World& world() { return world_; }
  // What runs: the script, or the script with something that was typed while it stood still.
  const program::Program& program() const { return *program_; }
  Value& local(std::uint32_t slot) { return locals_[slot]; }
  std::vector<Value>& globals() { return globals_; }

  // The next random number of this branch: a function of the seed, the branch, and how many came before.
  std::uint64_t draw();

  // Waits; ends early by throwing a Failure when stopped or past the limit.
  void sleep(std::chrono::nanoseconds time, Span span);
  // Throws when the branch was stopped or its limit has passed. Loops and calls ask.
  void check_interruption(Span span) const;

private:
  Value& at(program::Slot slot) { return slot.is_global ? globals_[slot.index] : locals_[slot.index]; }

  // Expressions: evaluate.cpp
  Value evaluate_node(const program::Expression& expression);
  Value evaluate_binary(const program::Binary& node, const program::Expression& expression);
  // The value of a constant or a variable where it is; null for all else, and while parts are noted down.
  // Good until something is assigned.
  const Value* value_there(const program::Expression& expression) {
    if (parts_) return nullptr;
    if (const auto* load = std::get_if<program::Load>(&expression.node)) return &at(load->slot);
    if (const auto* constant = std::get_if<program::Constant>(&expression.node)) return &constant->value;
    return nullptr;
  }
  // The same for all expressions: what has to be computed is put into `computed`.
  const Value& look_at(const program::Expression& expression, Value& computed);
  Value call_form(const program::CallForm& node, const program::Expression& expression);
  Value catch_failure(const program::CatchFailure& node, Span span);

  // Expressions that are known to be ints or conditions, as plain numbers and bools: compute.cpp
  std::int64_t integer(const program::Expression& expression) {
    const auto* there = value_there(expression);
    return there ? there->as<std::int64_t>() : compute_integer(expression);
  }
  std::int64_t compute_integer(const program::Expression& expression);
  bool holds(const program::Expression& expression);
  // Evaluates into a place that stays where it is.
  void evaluate_into(Value& place, const program::Expression& expression);

  // Functions of the script: functions.cpp
  class Inside;
  // Leaves what the function returns in `returned_`.
  void call_function(const program::CallFunction& node, Span span);

  // Statements: statements.cpp
  Flow run(const program::Statement& statement);
  Flow run_node(const program::Statement& statement);
  Flow run_if(const program::If& node);
  Flow run_for(const program::For& node, Span span);
  Flow run_while(const program::While& node, Span span);
  Flow run_step(const program::Step& node);
  Flow run_before(const program::Finally& last_word, std::span<const program::Statement> statements);
  void run_finally(const program::Finally& node);
  std::chrono::nanoseconds duration_of(const program::Expression& expression);

  // Statements that wait: waiting.cpp
  Flow run_within(const program::Within& node);
  Flow run_eventually(const program::Eventually& node, Span span);
  Flow run_retry(const program::Retry& node, Span span);
  Flow run_throughout(const program::Throughout& node, Span span);
  // Branches at the same time: parallel.cpp
  void run_parallel(const program::Parallel& node);
  void run_parallel_for(const program::ParallelFor& node);

  // expect.cpp
  void expect(const program::Expression& condition, Span span);

  // pause.cpp
  friend class StandingBranch;
  friend class Forgiving;
  void pause(Span place, const Failure* failure);
  void pause_at(Failure& failure, Span place);

  World& world_;
  const program::Program* program_;
  std::vector<Value> globals_;
  std::vector<Value> first_frame_;
  std::span<Value> locals_;  // of the function that runs now; else the first frame
  std::stop_token stop_;
  Limit limit_;
  Value returned_;
  std::uint32_t branch_ = 0;
  std::uint64_t draws_ = 0;
  std::uint32_t depth_ = 0;  // of function calls
  std::uint32_t calls_ = 0;  // of functions, so far
  std::uint32_t forgiving_ = 0;  // blocks around in which a failure is no news: `eventually`, `expect failure`
  std::vector<Part>* parts_ = nullptr;
};

// While it lives, failures are the branch's own affair: somebody further out waits for them or tries again.
class Forgiving {
public:
  explicit Forgiving(Interpreter& branch) : branch_(branch) { ++branch_.forgiving_; }
  ~Forgiving() { --branch_.forgiving_; }
  Forgiving(const Forgiving&) = delete;
  Forgiving& operator=(const Forgiving&) = delete;

private:
  Interpreter& branch_;
};

// Counts branches as running while it lives.
class BranchesBeside {
public:
  BranchesBeside(World& world, std::size_t count)
      : world_(world), count_(static_cast<std::uint32_t>(count)) {
    world_.branches_beside += count_;
  }
  ~BranchesBeside() { world_.branches_beside -= count_; }
  BranchesBeside(const BranchesBeside&) = delete;
  BranchesBeside& operator=(const BranchesBeside&) = delete;

private:
  World& world_;
  std::uint32_t count_;
};

// A list as it is, a range as its numbers, a map as its keys: what `for` walks through.
ListValue items_of(const Value& value);

}  // namespace vmt
