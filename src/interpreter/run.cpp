#include "interpreter/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "interpreter/coverage.hpp"
#include "interpreter/declare.hpp"
#include "interpreter/globals.hpp"
#include "interpreter/kept_setup.hpp"
#include "interpreter/prepare_images.hpp"
#include "interpreter/records.hpp"
#include "interpreter/schedule.hpp"
#include "machine/boot_slots.hpp"

namespace vmt {
namespace {

using Clock = std::chrono::steady_clock;

// The run of one Program, from its declarations to its last test.
class Runner {
public:
  Runner(const program::Program& program, const RunOptions& options, report::EventStream& events,
         std::stop_token interrupt)
      : program_(program),
        options_(options),
        events_(events),
        interrupt_(std::move(interrupt)),
        records_(options.lab.cache, program.source->name()) {
    if (!options_.lab.shared_boot_slots)
      options_.lab.shared_boot_slots = std::make_shared<machine::BootSlots>(
          std::max(1U, std::thread::hardware_concurrency()), options_.lab.cache / "boot-slots");
  }

  Summary run();
  Summary keep_up(const Keeper& keeper);
  Summary build_images();
  std::vector<Case> cases();
  std::vector<Weight> weights();
  void evaluate_globals();

private:
  World world() {
    return {.program = program_,
            .events = events_,
            .interrupt = interrupt_,
            .timeout_scale = options_.timeout_scale,
            .seed = options_.lab.seed};
  }
  void prepare_images();
  const machine::Forward* fixed_forward() const;
  std::size_t jobs(std::size_t case_count) const;
  void run_cases(const std::vector<Case>& cases);
  std::optional<Start> begin(TestRunner& runner, const std::vector<Case>& cases);
  Start run_setup(TestRunner& runner, HostFiles* host_files);
  void fail_all(const std::vector<Case>& cases, const Failure& failure, Clock::duration duration);
  void count(const report::TestFinished& finished);
  void boot_all(machine::Lab& lab);
  void report_preparations(const Failure& failure, Clock::time_point begin);

  const program::Program& program_;
  RunOptions options_;
  report::EventStream& events_;
  std::stop_token interrupt_;
  const RecordFile records_;
  machine::LabConfig config_;
  PreparedImages images_;
  std::vector<Value> globals_;
  Summary summary_;
  Records new_records_;
};

void Runner::evaluate_globals() {
  auto world = this->world();
  globals_ = vmt::evaluate_globals(world, options_.parameters);
}

void Runner::prepare_images() {
  images_ = vmt::prepare_images(program_, config_, options_.lab, events_, interrupt_);
}

std::vector<Case> Runner::cases() {
  auto world = this->world();
  return select(make_cases(world, globals_, options_.repeat), options_.selection, records_.load(),
                options_.seed);
}

std::vector<Weight> Runner::weights() {
  auto world = this->world();
  const auto all = make_cases(world, globals_, options_.repeat);
  const auto records = records_.load();
  const auto is_chosen = chosen(all, options_.selection, records);
  std::vector<Weight> weights;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!is_chosen[i]) continue;
    const auto known = records.find(all[i].name);
    weights.push_back(
        {all[i].name, known == records.end() ? std::nullopt : std::optional(known->second.seconds)});
  }
  return weights;
}

// A port of the host that the script names: it can lead to one machine at a time.
const machine::Forward* Runner::fixed_forward() const {
  for (const auto& machine : config_.machines)
    for (const auto& forward : machine.forwards)
      if (forward.host_port != 0) return &forward;
  return nullptr;
}

std::size_t Runner::jobs(std::size_t case_count) const {
  if (options_.pauser) return 1;  // a person looks at one at a time
  if (const auto* const fixed = fixed_forward()) {
    if (options_.jobs > 1)
      events_.emit(report::Logged{
          fmt::format("tests run one after the other: port {} of the host can lead to one machine at a time "
                      "(`forward any to {}` takes a free one)",
                      fixed->host_port, fixed->guest_port)});
    return 1;
  }
  const auto asked = options_.jobs != 0 ? options_.jobs : default_jobs(config_);
  return std::clamp<std::size_t>(asked, 1, std::max<std::size_t>(1, case_count));
}

// Where the tests begin that come after no other. Nothing is saved for a single test, and nothing when
// there is no setup: new machines are what it would leave.
std::optional<Start> Runner::begin(TestRunner& runner, const std::vector<Case>& cases) {
  const auto begin = Clock::now();
  const auto beginners = std::ranges::count_if(cases, [](const Case& one) { return !one.after; });
  if (!program_.setup) return Start(Anew{});
  if (beginners == 1 && options_.retries == 0 && !options_.keeps_setup) return Start(Anew{});
  try {
    if (!options_.keeps_setup) return run_setup(runner, nullptr);
    KeptSetup kept(program_, options_, config_, images_.files, globals_, events_, interrupt_);
    return kept.begin([&](HostFiles& files) { return run_setup(runner, &files); });
  } catch (const machine::Trouble& trouble) {
    fail_all(cases, failure_of(trouble, {}), Clock::now() - begin);
    return std::nullopt;
  } catch (const Failure& failure) {
    fail_all(cases, failure, Clock::now() - begin);
    return std::nullopt;
  }
}

Start Runner::run_setup(TestRunner& runner, HostFiles* host_files) {
  auto standing = runner.run_setup(events_, "setup", host_files);
  if (const auto why = standing.bed->lab()->why_not_saved()) {
    events_.emit(report::Logged{"each test boots its machines anew, because " + *why});
    return standing;
  }
  return runner.save(std::move(standing));
}

// The first test stands for all: they can't begin.
void Runner::fail_all(const std::vector<Case>& cases, const Failure& failure, Clock::duration duration) {
  for (const auto& one : cases) {
    auto finished = finished_by(one.name, failure);
    if (&one == &cases.front()) {
      finished.duration = duration;
    } else if (failure.kind != FailureKind::stopped) {
      finished.outcome = report::Outcome::not_run;
      finished.reason = "setup failed";
      finished.diagnostics.clear();
    }
    events_.emit(report::TestStarted{one.name});
    events_.emit(finished);
    count(finished);
  }
}

void Runner::run_cases(const std::vector<Case>& cases) {
  TestRunner runner(program_, options_, config_, globals_, interrupt_);
  auto start = begin(runner, cases);
  if (!start) return;
  Schedule schedule(runner, cases, options_, images_.memory_bytes, !fixed_forward(), events_, interrupt_,
                    [this](const Case&, const report::TestFinished& finished) { count(finished); });
  schedule.run(std::move(*start), jobs(cases.size()));
}

void Runner::count(const report::TestFinished& finished) {
  const auto seconds = std::chrono::duration<double>(finished.duration).count();
  const auto note = [&](bool failed) { new_records_[finished.name] = {seconds, failed}; };
  switch (finished.outcome) {
    case report::Outcome::passed: ++summary_.passed; return note(false);
    case report::Outcome::failed: ++summary_.failed; return note(true);
    case report::Outcome::skipped: ++summary_.skipped; return;
    case report::Outcome::error: ++summary_.errors; return note(true);
    case report::Outcome::not_run: ++summary_.not_run; return;
    case report::Outcome::interrupted: summary_.interrupted = true; return;
  }
}

void Runner::report_preparations(const Failure& failure, Clock::time_point begin) {
  auto finished = finished_by("preparations", failure);
  finished.duration = Clock::now() - begin;
  events_.emit(report::TestStarted{finished.name});
  events_.emit(finished);
  count(finished);
  new_records_.erase(finished.name);
}

// All that `setup` has not started. One that it shut down again stays off.
void Runner::boot_all(machine::Lab& lab) {
  std::vector<std::size_t> machines;
  for (std::size_t i = 0; i < lab.machine_count(); ++i)
    if (!lab.machine(i).was_started()) machines.push_back(i);
  const auto limit = std::chrono::duration<double>(default_limit) * options_.timeout_scale;
  lab.start(machines,
            {Deadline::in(std::chrono::duration_cast<std::chrono::nanoseconds>(limit)), interrupt_});
}

Summary Runner::keep_up(const Keeper& keeper) {
  const auto begin = Clock::now();
  events_.emit(report::RunStarted{program_.source->name(), program_.names.machines, 0});
  try {
    evaluate_globals();
    auto world = this->world();
    config_ = declare(program_, world, globals_);
    prepare_images();
    TestRunner runner(program_, options_, config_, globals_, interrupt_);
    TestBed bed(config_, options_.lab, events_);
    keeper.made(*bed.lab());
    try {
      if (keeper.runs_setup) runner.run_setup_on(bed, globals_, false, events_);
      boot_all(*bed.lab());
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

Summary Runner::build_images() {
  const auto begin = Clock::now();
  try {
    evaluate_globals();
    auto world = this->world();
    config_ = declare(program_, world, globals_);
    prepare_images();
  } catch (const Failure& failure) {
    report_preparations(failure, begin);
  }
  return summary_;
}

Summary Runner::run() {
  const auto begin = Clock::now();
  auto tell_start = [&, told = false](std::size_t count) mutable {
    if (!std::exchange(told, true))
      events_.emit(report::RunStarted{program_.source->name(), program_.names.machines, count});
  };
  try {
    evaluate_globals();
    auto world = this->world();
    config_ = declare(program_, world, globals_);
    if (options_.coverage != nullptr)
      for (auto& machine : config_.machines) Coverage::prepare(machine);
    const auto cases = this->cases();
    tell_start(cases.size());
    if (!cases.empty()) {
      prepare_images();
      run_cases(cases);
    }
  } catch (const Failure& failure) {
    tell_start(program_.tests.size());
    report_preparations(failure, begin);
  }
  records_.store(new_records_);
  events_.emit(report::RunFinished{Clock::now() - begin});
  return summary_;
}

}  // namespace

Summary run(const program::Program& program, const RunOptions& options, report::EventStream& events,
            std::stop_token interrupt) {
  return Runner(program, options, events, std::move(interrupt)).run();
}

std::vector<ListedTest> list_tests(const program::Program& program, const RunOptions& options) {
  report::EventStream nobody;
  Runner runner(program, options, nobody, {});
  runner.evaluate_globals();
  const auto cases = runner.cases();
  std::vector<ListedTest> listed;
  for (const auto& one : cases)
    listed.push_back({program.source->name(), one.name, one.test->tags,
                      one.after ? cases[*one.after].name : std::string(),
                      program.source->position(one.test->span.begin).line});
  return listed;
}

std::vector<Weight> weigh_tests(const program::Program& program, const RunOptions& options) {
  report::EventStream nobody;
  Runner runner(program, options, nobody, {});
  runner.evaluate_globals();
  return runner.weights();
}

Summary build_images(const program::Program& program, const RunOptions& options, report::EventStream& events,
                     std::stop_token interrupt) {
  return Runner(program, options, events, std::move(interrupt)).build_images();
}

Summary keep_up(const program::Program& program, const RunOptions& options, report::EventStream& events,
                std::stop_token interrupt, const Keeper& keeper) {
  return Runner(program, options, events, std::move(interrupt)).keep_up(keeper);
}

}  // namespace vmt
