#include "interpreter/pause.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vmt {

StandingBranch::StandingBranch(Interpreter& branch, Span place, const Failure* failure)
    : branch_(branch),
      place_(place),
      failure_(failure),
      frame_(branch.locals_.begin(), branch.locals_.end()) {}

StandingBranch::~StandingBranch() {
  std::copy_n(frame_.begin(), branch_.locals_.size(), branch_.locals_.begin());
}

Value StandingBranch::run(const program::Program& program, std::stop_token stop) {
  const auto& typed = *program.interjected;
  frame_.resize(std::max<std::size_t>(frame_.size(), typed.slot_count));
  const auto outer_program = std::exchange(branch_.program_, &program);
  const auto outer_locals = std::exchange(branch_.locals_, frame_);
  const auto outer_stop = std::exchange(branch_.stop_, std::move(stop));
  const auto outer_limit = std::exchange(branch_.limit_, {});
  const auto outer_parts = std::exchange(branch_.parts_, nullptr);
  const Forgiving forgiving(branch_);  // what fails here is shown here
  const auto restore = [&] {
    branch_.program_ = outer_program;
    branch_.locals_ = outer_locals;
    branch_.stop_ = outer_stop;
    branch_.limit_ = outer_limit;
    branch_.parts_ = outer_parts;
  };
  try {
    const auto* last =
        typed.statements.empty() ? nullptr : std::get_if<program::Evaluate>(&typed.statements.back().node);
    branch_.run(std::span(typed.statements).first(typed.statements.size() - (last ? 1 : 0)));
    auto value = last ? branch_.evaluate(*last->expression) : Value{};
    restore();
    return value;
  } catch (...) {
    restore();
    throw;
  }
}

void Interpreter::pause(Span place, const Failure* failure) {
  if (program_ != &world_.program) return;  // in what was typed at a pause
  if (!world_.pauser) {
    world_.events.emit(report::Paused{report::PauseStage::skipped, {}});
    return;
  }
  const auto begin = Deadline::Clock::now();
  {
    StandingBranch branch(*this, place, failure);
    world_.pauser->pause(branch);
  }
  world_.paused_ns += std::chrono::nanoseconds(Deadline::Clock::now() - begin).count();
  check_interruption(place);
}

// The innermost statement that fails pauses, with the variables of its place; those around it see the failure
// pass by.
void Interpreter::pause_at(Failure& failure, Span place) {
  if (!world_.pauser || forgiving_ > 0 || failure.was_paused_at || !world_.pauser->pauses_on_failure())
    return;
  if (failure.kind == FailureKind::skipped || failure.kind == FailureKind::stopped) return;
  if (!place.is_somewhere() || place.source->is_module())
    return;  // what calls the module is the person's own
  failure.was_paused_at = true;
  pause(place, &failure);
}

}  // namespace vmt
