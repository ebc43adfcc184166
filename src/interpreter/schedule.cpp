#include "interpreter/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <thread>

#include "interpreter/available_memory.hpp"

namespace vmt {
namespace {

// How often a test that waits for memory looks again.
constexpr std::chrono::milliseconds memory_look{100};

bool has_failed(report::Outcome outcome) {
  return outcome == report::Outcome::failed || outcome == report::Outcome::error;
}

}  // namespace

std::size_t default_jobs(const machine::LabConfig& config) {
  std::size_t processors_of_guests = 0;
  for (const auto& machine : config.machines)
    processors_of_guests += static_cast<std::size_t>(std::max(machine.cpu_count, 1));
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  return std::max<std::size_t>(1, processors / std::max<std::size_t>(1, processors_of_guests));
}

Schedule::Schedule(TestRunner& runner, const std::vector<Case>& cases, const RunOptions& options,
                   std::uint64_t memory_bytes, bool works_ahead, report::EventStream& events, std::stop_token interrupt,
                   OnFinished on_finished)
    : runner_(runner),
      cases_(cases),
      options_(options),
      memory_bytes_(memory_bytes),
      works_ahead_(works_ahead),
      interrupt_(std::move(interrupt)),
      on_finished_(std::move(on_finished)),
      lanes_(events, cases.size()),
      places_(cases.size()) {
  for (const auto& one : cases_)
    if (one.after) ++places_[*one.after].followers;
}

// A state is held by those tests only that have not begun.
void Schedule::make_ready(Start start) {
  auto* const state = std::get_if<StatePtr>(&start);
  auto* const standing = std::get_if<Standing>(&start);
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    if (cases_[i].after) continue;
    places_[i].phase = Phase::ready;
    if (state)
      places_[i].start = *state;
    else if (standing && standing->bed)
      places_[i].start = std::move(*standing);
    else
      places_[i].start = Anew{};
  }
}

void Schedule::run(Start start, std::size_t jobs) {
  make_ready(std::move(start));
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < jobs; ++i) workers.emplace_back([this] { work(); });
    work();
  }
  if (fault_) std::rethrow_exception(fault_);
}

std::optional<std::size_t> Schedule::next_locked() const {
  for (std::size_t i = 0; i < places_.size(); ++i)
    if (places_[i].phase == Phase::ready) return i;
  return std::nullopt;
}

// Copies share most of their memory, so what is free says more than what was promised to them.
bool Schedule::has_room_locked() const {
  return running_ == 0 || available_memory_bytes() >= memory_bytes_;
}

// One test ahead is enough: whichever of those that run ends first, its machines are there.
void Schedule::prepare_another_locked() {
  const auto next = next_locked();
  if (!next || !works_ahead_ || is_cut_short_ || available_memory_bytes() < memory_bytes_) return;
  auto& start = *places_[*next].start;
  const auto* const given = std::get_if<StatePtr>(&start);
  if (!given) return;
  const auto state = *given;
  start = Ahead{state, std::async(std::launch::async, [this, state, &name = cases_[*next].name] {
                  return runner_.prepare(*state, name);
                })};
}

void Schedule::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto next = next_locked();
    if (!next && running_ == 0) break;
    if (!next) {
      changed_.wait(lock, [this] { return next_locked() || running_ == 0; });
      continue;
    }
    if (!has_room_locked()) {
      changed_.wait_for(lock, memory_look);
      continue;
    }
    places_[*next].phase = Phase::running;
    auto start = std::move(*places_[*next].start);
    places_[*next].start.reset();
    ++running_;
    prepare_another_locked();
    lock.unlock();
    run_one(*next, std::move(start));
    lock.lock();
    --running_;
    changed_.notify_all();
  }
}

void Schedule::run_one(std::size_t index, Start start) {
  try {
    std::string why_not = cases_[index].not_run_because;
    {
      const std::lock_guard lock(mutex_);
      if (is_cut_short_) why_not = "an earlier test failed (--fail-fast)";
      if (fault_) why_not = "vmt itself failed";
      if (interrupt_.stop_requested()) return give_up_locked(index, report::Outcome::interrupted, {});
      if (!why_not.empty()) return give_up_locked(index, report::Outcome::not_run, why_not);
    }
    end(index, try_until_it_passes(index, std::move(start)));
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!fault_) fault_ = std::current_exception();
    give_up_locked(index, report::Outcome::error, "vmt itself failed");
  }
}

TestEnd Schedule::try_until_it_passes(std::size_t index, Start start) {
  const bool keeps_state = places_[index].followers > 0;
  auto& events = lanes_.lane(index);
  const auto* const given = std::get_if<StatePtr>(&start);
  const auto* const ahead = std::get_if<Ahead>(&start);
  const auto state = given ? *given : ahead ? ahead->state : nullptr;
  const auto again = [&]() -> Start { return state ? Start(state) : Start(anew_for(index)); };
  events.emit(report::TestStarted{cases_[index].name});
  auto ended = runner_.run(cases_[index], std::move(start), keeps_state, events);
  for (std::size_t attempt = 1; attempt <= options_.retries; ++attempt) {
    if (!has_failed(ended.finished.outcome) || interrupt_.stop_requested()) break;
    events.emit(report::Logged{
        fmt::format("attempt {} of {} failed: {}", attempt, options_.retries + 1,
                    ended.finished.diagnostics.empty() ? "" : ended.finished.diagnostics.front().message)});
    const auto spent = ended.finished.duration;
    ended = runner_.run(cases_[index], again(), keeps_state, events);
    ended.finished.duration += spent;
    if (ended.finished.outcome == report::Outcome::passed)
      ended.finished.reason = fmt::format("in attempt {} of {}", attempt + 1, options_.retries + 1);
  }
  return ended;
}

void Schedule::end(std::size_t index, TestEnd ended) {
  lanes_.lane(index).emit(ended.finished);
  lanes_.finish(index);
  const std::lock_guard lock(mutex_);
  on_finished_(cases_[index], ended.finished);
  places_[index].phase = Phase::over;
  if (has_failed(ended.finished.outcome) && options_.fail_fast) is_cut_short_ = true;
  const bool has_passed = ended.finished.outcome == report::Outcome::passed;
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    if (cases_[i].after != index) continue;
    if (!has_passed)
      give_up_locked(i,
                     ended.finished.outcome == report::Outcome::interrupted ? report::Outcome::interrupted
                                                                            : report::Outcome::not_run,
                     fmt::format("the test that it comes after did not pass: {}", cases_[index].name));
    else if (ended.state)
      places_[i].start = ended.state;
    else
      places_[i].start = anew_for(i);
    if (has_passed) places_[i].phase = Phase::ready;
  }
}

// With all that come after it.
void Schedule::give_up_locked(std::size_t index, report::Outcome outcome, const std::string& reason) {
  auto& events = lanes_.lane(index);
  report::TestFinished finished{
      .name = cases_[index].name, .outcome = outcome, .duration = {}, .reason = reason, .diagnostics = {}};
  events.emit(report::TestStarted{cases_[index].name});
  events.emit(finished);
  lanes_.finish(index);
  on_finished_(cases_[index], finished);
  places_[index].phase = Phase::over;
  for (std::size_t i = 0; i < cases_.size(); ++i)
    if (cases_[i].after == index && places_[i].phase == Phase::waiting) give_up_locked(i, outcome, reason);
}

Anew Schedule::anew_for(std::size_t index) const {
  Anew anew;
  for (auto before = cases_[index].after; before; before = cases_[*before].after)
    anew.before.insert(anew.before.begin(), cases_[*before]);
  return anew;
}

}  // namespace vmt
