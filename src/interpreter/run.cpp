#include "interpreter/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>

#include "interpreter/coverage.hpp"
#include "interpreter/declare.hpp"
#include "interpreter/interpreter.hpp"
#include "interpreter/lab_observer.hpp"
#include "machine/image.hpp"

namespace vmt {
namespace {

// Some hundred small files of one machine.
constexpr std::chrono::minutes collecting_takes_at_most{1};

using Clock = std::chrono::steady_clock;

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

// One test to run: a `test`, or one turn of `test ... for x in list`.
struct Case {
  const program::Test* test = nullptr;
  std::optional<Value> item;
  std::string name;
};

// The run of one Program, from its declarations to its last test.
class Runner {
public:
  Runner(const program::Program& program, const RunOptions& options, report::EventStream& events,
         std::stop_token interrupt)
      : program_(program), options_(options), events_(events), interrupt_(std::move(interrupt)) {}

  Summary run();
  Summary keep_up(const Keeper& keeper);

private:
  World world(machine::Lab* lab) {
    return {.program = program_,
            .events = events_,
            .interrupt = interrupt_,
            .timeout_scale = options_.timeout_scale,
            .seed = options_.lab.seed,
            .lab = lab,
            .coverage = options_.coverage};
  }
  void evaluate_globals();
  void prepare_images();
  std::vector<Case> cases();
  void run_case(const Case& one, machine::Lab& lab);
  void run_case_and_collect(const Case& one, machine::Lab& lab);
  void run_setup(World& world, std::vector<Value>& globals);
  void run_body(World& world, std::vector<Value>& globals, const Case& one);
  void finish(const Case& one, report::TestFinished finished, Clock::time_point begin);
  machine::LabOptions lab_options(const Case& one) const;
  void run_and_report(const Case& one);
  void boot_all(machine::Lab& lab);
  void report_preparations(const Failure& failure, Clock::time_point begin);

  const program::Program& program_;
  const RunOptions& options_;
  report::EventStream& events_;
  std::stop_token interrupt_;
  machine::LabConfig config_;
  std::vector<Value> globals_;
  bool setup_failed_ = false;
  Summary summary_;
};

void Runner::evaluate_globals() {
  auto world = this->world(nullptr);
  Interpreter interpreter(world, std::vector<Value>(program_.global_count), 0, interrupt_);
  for (const auto& parameter : program_.parameters) {
    const auto set = options_.parameters.find(parameter.name);
    auto& global = interpreter.globals()[parameter.slot.index];
    if (set != options_.parameters.end())
      global = set->second;
    else if (parameter.default_value)
      global = interpreter.evaluate(*parameter.default_value);
    else
      throw Failure(FailureKind::infrastructure, {},
                    fmt::format("the script wants a value for `{0}`: --set {0}=...", parameter.name));
  }
  for (const auto& secret : program_.secrets) {
    const char* const value = std::getenv(secret.name.c_str());
    if (!value)
      throw Failure(FailureKind::infrastructure, {},
                    fmt::format("the secret `{}` is not in the environment", secret.name));
    interpreter.globals()[secret.slot.index] = Value(value);
  }
  interpreter.run(program_.globals);
  globals_ = interpreter.globals();
}

void Runner::prepare_images() {
  machine::ImageStore store(options_.lab.cache, options_.lab.agent);
  for (std::size_t i = 0; i < config_.machines.size(); ++i) {
    const auto& machine = config_.machines[i];
    const auto progress = [&](const std::string& what) {
      events_.emit(report::MachineChanged{machine.name, report::MachineStage::preparing_image, what});
    };
    try {
      store.prepare(machine.image, progress, {Deadline::never(), interrupt_});
    } catch (const machine::Trouble& trouble) {
      throw failure_of(trouble, image_span(program_.machines[i]));
    }
  }
}

std::vector<Case> Runner::cases() {
  auto world = this->world(nullptr);
  std::vector<Case> all;
  for (const auto& test : program_.tests) {
    Interpreter interpreter(world, globals_, test.body.slot_count, interrupt_);
    const auto title = [&] { return interpreter.evaluate(*test.title).text(); };
    if (!test.loop) {
      all.push_back({&test, std::nullopt, title()});
      continue;
    }
    for (auto& item : items_of(interpreter.evaluate(*test.loop))) {
      interpreter.locals()[0] = item;
      auto name = title();
      if (!std::holds_alternative<program::MakeText>(test.title->node))
        name += fmt::format(" ({})", show_plain(item, program_.names));
      all.push_back({&test, std::move(item), std::move(name)});
    }
  }
  return all;
}

void Runner::run_setup(World& world, std::vector<Value>& globals) {
  if (!program_.setup) return;
  const auto begin = Clock::now();
  events_.emit(report::SetupStarted{});
  try {
    Interpreter interpreter(world, globals, program_.setup->slot_count, interrupt_);
    interpreter.run(program_.setup->statements);
    globals = interpreter.globals();
  } catch (const Failure&) {
    setup_failed_ = true;
    events_.emit(report::SetupFinished{false, Clock::now() - begin});
    throw;
  }
  events_.emit(report::SetupFinished{true, Clock::now() - begin});
}

void Runner::run_body(World& world, std::vector<Value>& globals, const Case& one) {
  Interpreter interpreter(world, globals, one.test->body.slot_count, interrupt_);
  if (one.item) interpreter.locals()[0] = *one.item;
  if (one.test->timeout) {
    const auto timeout = interpreter.evaluate(*one.test->timeout).as<DurationValue>();
    interpreter.set_limit(std::chrono::nanoseconds(timeout.nanoseconds), one.test->timeout->span);
  }
  interpreter.run(one.test->body.statements);
  globals = interpreter.globals();
}

void Runner::run_case(const Case& one, machine::Lab& lab) {
  auto world = this->world(&lab);
  auto globals = globals_;
  run_setup(world, globals);

  // `after`: the tests before it in its branch of the tree, from the root.
  std::vector<Case> before;
  for (auto after = one.test->after; after; after = program_.tests[*after].after)
    before.insert(before.begin(), {&program_.tests[*after], std::nullopt, {}});
  for (const auto& earlier : before) run_body(world, globals, earlier);
  run_body(world, globals, one);
}

// Captures of each test have a folder of their own.
machine::LabOptions Runner::lab_options(const Case& one) const {
  auto lab = options_.lab;
  if (lab.capture.empty()) return lab;
  auto test = one.name;
  std::ranges::replace(test, '/', '-');
  lab.capture /= std::filesystem::path(program_.source->name()).stem() / test;
  return lab;
}

// Also of a test that fails: what ran has run.
void Runner::run_case_and_collect(const Case& one, machine::Lab& lab) {
  const auto collect = [&] {
    for (std::size_t i = 0; options_.coverage != nullptr && i < lab.machine_count(); ++i)
      options_.coverage->collect(lab.machine(i), {Deadline::in(collecting_takes_at_most), interrupt_});
  };
  try {
    run_case(one, lab);
  } catch (...) {
    try {
      collect();
    } catch (const machine::Trouble&) {  // the failure of the test is what people have to know
    }
    throw;
  }
  collect();
}

void Runner::run_and_report(const Case& one) {
  const auto begin = Clock::now();
  events_.emit(report::TestStarted{one.name});
  report::TestFinished finished{.name = one.name, .outcome = report::Outcome::passed, .duration = {},
                                .reason = {}, .diagnostics = {}};
  if (setup_failed_) {
    finished.outcome = report::Outcome::not_run;
    finished.reason = "setup failed";
    return finish(one, std::move(finished), begin);
  }
  if (interrupt_.stop_requested()) {
    finished.outcome = report::Outcome::interrupted;
    return finish(one, std::move(finished), begin);
  }
  LabObserver observer(config_, events_);
  try {
    const auto lab = machine::make_lab(config_, lab_options(one), observer);
    run_case_and_collect(one, *lab);
  } catch (const Failure& failure) {
    finished.outcome = outcome_of(failure.kind);
    if (failure.kind == FailureKind::skipped)
      finished.reason = failure.diagnostic.message;
    else if (failure.kind != FailureKind::stopped)
      finished.diagnostics.push_back(failure.diagnostic);
  } catch (const machine::Trouble& trouble) {
    const auto failure = failure_of(trouble, {});
    finished.outcome = outcome_of(failure.kind);
    finished.diagnostics.push_back(failure.diagnostic);
  }
  finish(one, std::move(finished), begin);
}

void Runner::finish(const Case&, report::TestFinished finished, Clock::time_point begin) {
  finished.duration = Clock::now() - begin;
  switch (finished.outcome) {
    case report::Outcome::passed: ++summary_.passed; break;
    case report::Outcome::failed: ++summary_.failed; break;
    case report::Outcome::skipped: ++summary_.skipped; break;
    case report::Outcome::error: ++summary_.errors; break;
    case report::Outcome::not_run: ++summary_.not_run; break;
    case report::Outcome::interrupted: summary_.interrupted = true; break;
  }
  events_.emit(std::move(finished));
}

void Runner::report_preparations(const Failure& failure, Clock::time_point begin) {
  report::TestFinished finished{.name = "preparations", .outcome = outcome_of(failure.kind),
                                .duration = {}, .reason = {}, .diagnostics = {failure.diagnostic}};
  if (failure.kind == FailureKind::stopped) finished.diagnostics.clear();
  events_.emit(report::TestStarted{finished.name});
  finish({}, std::move(finished), begin);
}

// All that `setup` has not started. One that it shut down again stays off.
void Runner::boot_all(machine::Lab& lab) {
  std::vector<std::size_t> machines;
  for (std::size_t i = 0; i < lab.machine_count(); ++i)
    if (!lab.machine(i).was_started()) machines.push_back(i);
  const auto limit = std::chrono::duration<double>(default_limit) * options_.timeout_scale;
  lab.start(machines, {Deadline::in(std::chrono::duration_cast<std::chrono::nanoseconds>(limit)), interrupt_});
}

Summary Runner::keep_up(const Keeper& keeper) {
  const auto begin = Clock::now();
  events_.emit(report::RunStarted{program_.source->name(), program_.names.machines, 0});
  try {
    evaluate_globals();
    auto world = this->world(nullptr);
    config_ = declare(program_, world, globals_);
    prepare_images();
    LabObserver observer(config_, events_);
    const auto lab = machine::make_lab(config_, options_.lab, observer);
    keeper.made(*lab);
    try {
      auto running = this->world(lab.get());
      if (keeper.runs_setup) run_setup(running, globals_);
      boot_all(*lab);
      keeper.up();
    } catch (...) {
      keeper.ending();
      throw;
    }
    keeper.ending();
  } catch (const Failure& failure) {
    report_preparations(failure, begin);
  } catch (const machine::Trouble& trouble) {
    report_preparations(failure_of(trouble, {}), begin);
  }
  return summary_;
}

Summary Runner::run() {
  const auto begin = Clock::now();
  events_.emit(report::RunStarted{program_.source->name(), program_.names.machines, program_.tests.size()});
  try {
    evaluate_globals();
    auto world = this->world(nullptr);
    config_ = declare(program_, world, globals_);
    if (options_.coverage != nullptr)
      for (auto& machine : config_.machines) Coverage::prepare(machine);
    prepare_images();
    for (const auto& one : cases()) run_and_report(one);
  } catch (const Failure& failure) {
    report_preparations(failure, begin);
  }
  events_.emit(report::RunFinished{Clock::now() - begin});
  return summary_;
}

}  // namespace

Summary run(const program::Program& program, const RunOptions& options, report::EventStream& events,
            std::stop_token interrupt) {
  return Runner(program, options, events, std::move(interrupt)).run();
}

Summary keep_up(const program::Program& program, const RunOptions& options, report::EventStream& events,
             std::stop_token interrupt, const Keeper& keeper) {
  return Runner(program, options, events, std::move(interrupt)).keep_up(keeper);
}

}  // namespace vmt
