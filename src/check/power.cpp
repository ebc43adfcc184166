#include <algorithm>
#include <array>
#include <span>

#include "check/flow.hpp"
#include "check/problems.hpp"
#include "check/walk.hpp"

namespace vmt::checking {

namespace {

PowerUse power_of(const Form& form) {
  if (form.power != PowerUse::of_role) return form.power;
  const auto is_machine = [](const PhrasePiece& piece) { return piece.is_hole() && piece.role == Role::machine; };
  return std::ranges::any_of(form.phrase.pieces(), is_machine) ? PowerUse::needs : PowerUse::none;
}

// Where a machine was turned off; nothing while it may be on.
using Off = std::optional<Span>;

struct State {
  std::vector<Off> machines;
  bool is_reachable = true;

  void turn_all_on() { std::ranges::fill(machines, Off{}); }
};

// What is known behind two paths: a machine is off when it is off on both.
State joined(State first, const State& second) {
  if (!first.is_reachable) return second;
  if (!second.is_reachable) return first;
  for (std::size_t i = 0; i < first.machines.size(); ++i)
    if (!second.machines[i]) first.machines[i].reset();
  return first;
}

class PowerWalk {
public:
  PowerWalk(Context& context)
      : context_(context),
        program_(context.program),
        turning_on_(program_, [](const auto& call) { return power_of(*call.form) == PowerUse::turns_on; }) {}

  State walk(const program::Statements& statements, State state) {
    std::swap(state_, state);
    run(statements);
    std::swap(state_, state);
    return state;
  }

  // ---- Statements
  void operator()(const program::Store& node) { evaluate(node.value); }
  void operator()(const program::If& node) {
    State behind{{}, false};
    for (const program::Branch& branch : node.branches) {
      evaluate(branch.condition);
      behind = joined(std::move(behind), walk(branch.body, state_));
    }
    run(node.otherwise);
    state_ = joined(std::move(behind), state_);
  }
  void operator()(const program::For& node) {
    evaluate(node.list);
    run_rounds(node.body, false);
  }
  void operator()(const program::While& node) {
    evaluate(node.condition);
    run_rounds(node.body, false);
  }
  void operator()(const program::Break&) { state_.is_reachable = false; }
  void operator()(const program::Continue&) { state_.is_reachable = false; }
  void operator()(const program::Return& node) {
    evaluate(node.value);
    state_.is_reachable = false;
  }
  void operator()(const program::Expect& node) { evaluate(node.condition); }
  void operator()(const program::Step& node) { run(node.body); }
  void operator()(const program::Within& node) { run(node.body); }
  void operator()(const program::Eventually& node) { run_rounds(node.body, true); }
  void operator()(const program::Retry& node) { run_rounds(node.body, true); }
  void operator()(const program::Throughout& node) {
    evaluate(node.condition);
    run(node.body);
  }
  void operator()(const program::Parallel& node) {
    if (turning_on_.is_made_in(node.branches)) state_.turn_all_on();
    const State before = state_;
    State behind = before;
    for (const program::Statement& branch : node.branches) {
      state_ = before;
      std::visit(*this, branch.node);
      for (std::size_t i = 0; i < behind.machines.size(); ++i)
        if (state_.machines[i]) behind.machines[i] = state_.machines[i];
    }
    state_ = std::move(behind);
    if (turning_on_.is_made_in(node.branches)) state_.turn_all_on();
  }
  void operator()(const program::ParallelFor& node) {
    evaluate(node.list);
    run_rounds(node.body, false);
  }
  // It runs at the end, whatever happened until then.
  void operator()(const program::Finally&) {}
  void operator()(const program::Skip&) { state_.is_reachable = false; }
  void operator()(const program::Fail&) { state_.is_reachable = false; }
  void operator()(const program::Log& node) { evaluate(node.value); }
  void operator()(const program::Pause&) {}
  void operator()(const program::Sleep&) {}
  void operator()(const program::Evaluate& node) { evaluate(node.expression); }

private:
  void run(const program::Statements& statements) {
    for (const program::Statement& statement : statements) {
      if (!state_.is_reachable) return;
      std::visit(*this, statement.node);
    }
  }

  // A body that runs several times begins with what its own end left, too.
  void run_rounds(const program::Statements& body, bool at_least_once) {
    if (turning_on_.is_made_in(body)) state_.turn_all_on();
    State behind = walk(body, state_);
    // A round that was left early may have done anything of what it does.
    if (!behind.is_reachable) {
      behind.is_reachable = true;
      behind.turn_all_on();
    }
    state_ = at_least_once ? std::move(behind) : joined(std::move(behind), state_);
  }

  void evaluate(const program::ExpressionPtr& expression) {
    if (!expression) return;
    // The calls in it, in order. With a block inside nobody knows which of them happen, and what is
    // expected to fail may well use a machine that is off.
    std::vector<const program::Expression*> calls;
    bool is_certain = true;
    visit_expressions(program_, *expression, [&](const program::Expression& inner) {
      const auto* form = std::get_if<program::CallForm>(&inner.node);
      if (form || std::holds_alternative<program::CallFunction>(inner.node)) calls.push_back(&inner);
      if ((form && form->block) || std::holds_alternative<program::CatchFailure>(inner.node))
        is_certain = false;
    });
    for (const program::Expression* call : calls) {
      if (const auto* form = std::get_if<program::CallForm>(&call->node)) apply(*form, is_certain);
      const auto* function = std::get_if<program::CallFunction>(&call->node);
      if (function && turning_on_.is_made_by(function->function)) state_.turn_all_on();
    }
  }

  void apply(const program::CallForm& call, bool is_certain) {
    const auto power = power_of(*call.form);
    if (power == PowerUse::none) return;
    bool names_machine = false;
    for (const auto& operand : call.operands) {
      if (!operand) continue;
      for (const std::uint32_t machine : machines_in(*operand)) {
        names_machine = true;
        if (power == PowerUse::needs && is_certain)
          use(machine, operand->span);
        else if (power == PowerUse::turns_off && is_certain)
          state_.machines[machine] = operand->span;
        else if (power != PowerUse::needs)
          state_.machines[machine].reset();
      }
    }
    // `start all`, or a machine that is known only when the test runs.
    if (power == PowerUse::turns_on && !names_machine) state_.turn_all_on();
  }

  void use(std::uint32_t machine, Span span) {
    Off& off = state_.machines[machine];
    if (!off) return;
    const std::string& name = program_.names.machines[machine];
    context_.report(span, machine_is_off, name)
        .label("off by now")
        .label(*off, "turned off here")
        .help(fmt::format("`start {}` turns it on again", name));
    off.reset();
  }

  Context& context_;
  const program::Program& program_;
  Reach turning_on_;
  State state_;
};

}  // namespace

void check_power(Context& context) {
  const program::Program& program = context.program;
  PowerWalk power(context);
  State behind_setup{std::vector<Off>(program.machines.size())};
  if (program.setup) behind_setup = power.walk(program.setup->statements, behind_setup);

  // A test starts from the end of another one; there are no circles any more.
  std::vector<std::optional<State>> ends(program.tests.size());
  for (std::uint32_t i = 0; i < program.tests.size(); ++i) {
    std::vector<std::uint32_t> chain;
    for (std::optional<std::uint32_t> here = i; here && !ends[*here]; here = program.tests[*here].after)
      chain.push_back(*here);
    for (auto here = chain.rbegin(); here != chain.rend(); ++here) {
      const auto after = program.tests[*here].after;
      ends[*here] = power.walk(program.tests[*here].body.statements, after ? *ends[*after] : behind_setup);
      ends[*here]->is_reachable = true;
    }
  }
}

}  // namespace vmt::checking
