#include "interpreter/test_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "interpreter/coverage.hpp"
#include "interpreter/overloaded.hpp"

namespace vmt {
namespace {

using Clock = std::chrono::steady_clock;

// Machines are saved in less than a second each, and copied in some 50 ms. Only a host that has no memory
// left takes longer than this.
constexpr std::chrono::seconds copying_limit{120};

report::Outcome outcome_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::failed:
    case FailureKind::timed_out:
    case FailureKind::machine_lost: return report::Outcome::failed;
    case FailureKind::infrastructure: return report::Outcome::error;
    case FailureKind::skipped: return report::Outcome::skipped;
    case FailureKind::stopped: return report::Outcome::interrupted;
  }
  return report::Outcome::error;
}

}  // namespace

report::TestFinished finished_by(const std::string& name, const Failure& failure) {
  report::TestFinished finished{
      .name = name, .outcome = outcome_of(failure.kind), .duration = {}, .reason = {}, .diagnostics = {}};
  if (failure.kind == FailureKind::skipped)
    finished.reason = failure.diagnostic.message;
  else if (failure.kind != FailureKind::stopped)
    finished.diagnostics.push_back(failure.diagnostic);
  return finished;
}

TestRunner::TestRunner(const program::Program& program, const RunOptions& options,
                       const machine::LabConfig& config, std::vector<Value> globals,
                       std::stop_token interrupt)
    : program_(program),
      options_(options),
      config_(config),
      globals_(std::move(globals)),
      interrupt_(std::move(interrupt)) {}

World TestRunner::world(report::EventStream& events, TestBed& bed) {
  return {.program = program_,
          .events = events,
          .interrupt = interrupt_,
          .timeout_scale = options_.timeout_scale,
          .seed = options_.lab.seed,
          .lab = bed.lab(),
          .bed = &bed,
          .coverage = options_.coverage,
          .pauser = options_.pauser};
}

Patience TestRunner::patience_to_copy() const {
  const auto scaled = std::chrono::duration<double>(copying_limit) * options_.timeout_scale;
  return {Deadline::in(std::chrono::duration_cast<std::chrono::nanoseconds>(scaled)), interrupt_};
}

// Captures of each test have a folder of their own.
machine::LabOptions TestRunner::lab_options(const std::string& captured_as) const {
  auto lab = options_.lab;
  if (lab.capture.empty()) return lab;
  auto folder = captured_as;
  std::ranges::replace(folder, '/', '-');
  lab.capture /= std::filesystem::path(program_.source->name()).stem() / folder;
  return lab;
}

void TestRunner::run_setup_on(TestBed& bed, std::vector<Value>& globals, bool keeps_states,
                              report::EventStream& events, HostFiles* host_files) {
  if (!program_.setup) return;
  const auto begin = Clock::now();
  events.emit(report::SetupStarted{});
  try {
    auto world = this->world(events, bed);
    if (!keeps_states) world.bed = nullptr;
    world.host_files = host_files;
    Interpreter interpreter(world, globals, program_.setup->slot_count, interrupt_);
    interpreter.run(program_.setup->statements);
    globals = interpreter.globals();
  } catch (const Failure&) {
    setup_failed_ = true;
    events.emit(report::SetupFinished{false, Clock::now() - begin});
    throw;
  }
  events.emit(report::SetupFinished{true, Clock::now() - begin});
}

Standing TestRunner::run_setup(report::EventStream& events, const std::string& captured_as,
                               HostFiles* host_files) {
  Standing standing;
  standing.globals = globals_;
  try {
    standing.bed = std::make_unique<TestBed>(config_, lab_options(captured_as), events);
  } catch (const machine::Trouble& trouble) {
    throw failure_of(trouble, {});
  }
  run_setup_on(*standing.bed, standing.globals, true, events, host_files);
  return standing;
}

StatePtr TestRunner::save(Standing standing) {
  try {
    return standing.bed->save(std::move(standing.globals), patience_to_copy());
  } catch (const machine::Trouble& trouble) {
    throw failure_of(trouble, {});
  }
}

void TestRunner::run_body(TestBed& bed, std::vector<Value>& globals, const Case& one,
                          report::EventStream& events) {
  auto world = this->world(events, bed);
  Interpreter interpreter(world, globals, one.test->body.slot_count, interrupt_);
  if (one.item) interpreter.local(0) = *one.item;
  if (one.test->timeout) {
    const auto timeout = interpreter.evaluate(*one.test->timeout).as<DurationValue>();
    interpreter.set_limit(std::chrono::nanoseconds(timeout.nanoseconds), one.test->timeout->span);
  }
  interpreter.run(one.test->body.statements);
  globals = interpreter.globals();
}

// Also of a test that fails: what ran has run.
void TestRunner::run_body_and_collect(TestBed& bed, std::vector<Value>& globals, const Case& one,
                                      report::EventStream& events) {
  const auto collect = [&] {
    if (options_.coverage == nullptr || bed.lab() == nullptr) return;
    for (std::size_t i = 0; i < bed.lab()->machine_count(); ++i)
      options_.coverage->collect(bed.lab()->machine(i), patience_to_copy());
  };
  try {
    run_body(bed, globals, one, events);
  } catch (...) {
    try {
      collect();
    } catch (const machine::Trouble&) {  // the failure of the test is what people have to know
    }
    throw;
  }
  collect();
}

std::unique_ptr<TestBed> TestRunner::copies_of(const State& state, const std::string& name,
                                               report::EventStream& events) {
  return std::make_unique<TestBed>(config_, lab_options(name), events, state, TestBed::Copies::go_on,
                                   patience_to_copy());
}

std::unique_ptr<TestBed> TestRunner::prepare(const State& state, const std::string& name) {
  return std::make_unique<TestBed>(config_, lab_options(name), nobody_, state, TestBed::Copies::stand_still,
                                   patience_to_copy());
}

// What could not be made ahead may be made now, or says now why it can't.
std::unique_ptr<TestBed> TestRunner::take(Ahead& ahead, const std::string& name, report::EventStream& events) {
  try {
    auto bed = ahead.bed.get();
    bed->tell(events);
    bed->go_on(patience_to_copy());
    return bed;
  } catch (const machine::Trouble&) {
    return copies_of(*ahead.state, name, events);
  }
}

Standing TestRunner::stand(Start start, const std::string& name, report::EventStream& events) {
  return std::visit(overloaded{[&](const StatePtr& state) -> Standing {
                                 return {copies_of(*state, name, events), state->globals};
                               },
                               [&](Ahead& ahead) -> Standing {
                                 return {take(ahead, name, events), ahead.state->globals};
                               },
                               [&](Standing& standing) -> Standing {
                                 standing.bed->tell(events);
                                 return std::move(standing);
                               },
                               [&](const Anew& anew) -> Standing {
                                 if (setup_failed_) throw Failure(FailureKind::skipped, {}, "setup failed");
                                 auto standing = run_setup(events, name);
                                 for (const auto& earlier : anew.before)
                                   run_body(*standing.bed, standing.globals, earlier, events);
                                 return standing;
                               }},
                    start);
}

TestEnd TestRunner::run(const Case& one, Start start, bool keeps_state, report::EventStream& events) {
  const auto begin = Clock::now();
  TestEnd end;
  end.finished.name = one.name;
  const bool setup_had_failed = setup_failed_;
  try {
    auto standing = stand(std::move(start), one.name, events);
    run_body_and_collect(*standing.bed, standing.globals, one, events);
    if (keeps_state && standing.bed->lab() && !standing.bed->lab()->why_not_saved())
      end.state = save(std::move(standing));
    end.finished.outcome = report::Outcome::passed;
  } catch (const Failure& failure) {
    end.finished = finished_by(one.name, failure);
    if (setup_had_failed && failure.kind == FailureKind::skipped)
      end.finished.outcome = report::Outcome::not_run;
  } catch (const machine::Trouble& trouble) {
    end.finished = finished_by(one.name, failure_of(trouble, {}));
  }
  end.finished.duration = Clock::now() - begin;
  return end;
}

}  // namespace vmt
