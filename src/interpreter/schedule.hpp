// Runs the tests of a program, as many at the same time as the host can bear, each when the state that it
// begins from is there.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "interpreter/test_runner.hpp"
#include "report/lanes.hpp"

namespace vmt {

// How many tests run at the same time, unless told: what processors and memory allow.
std::size_t default_jobs(const machine::LabConfig& config);

class Schedule {
public:
  // Called with each test that has ended, in no order, one call at a time.
  using OnFinished = std::function<void(const Case&, const report::TestFinished&)>;

  // All must outlive this. `memory_bytes`: what the machines of one test may come to use. `works_ahead`: while a
  // test runs, the machines of the next may be there already.
  Schedule(TestRunner& runner, const std::vector<Case>& cases, const RunOptions& options,
           std::uint64_t memory_bytes, bool works_ahead, report::EventStream& events, std::stop_token interrupt,
           OnFinished on_finished);

  // Where the tests begin that come after no other: copies of a state, which is let go of when the last
  // has begun; machines for the first one, while the others begin anew; or all anew.
  void run(Start start, std::size_t jobs);

private:
  enum class Phase : std::uint8_t { waiting, ready, running, over };
  struct Place {
    Phase phase = Phase::waiting;
    std::optional<Start> start;
    std::size_t followers = 0;  // cases that come after this one
  };

  void make_ready(Start start);
  void work();
  std::optional<std::size_t> next_locked() const;
  void prepare_another_locked();
  bool has_room_locked() const;
  void run_one(std::size_t index, Start start);
  TestEnd try_until_it_passes(std::size_t index, Start start);
  void end(std::size_t index, TestEnd ended);
  void give_up_locked(std::size_t index, report::Outcome outcome, const std::string& reason);
  Anew anew_for(std::size_t index) const;

  TestRunner& runner_;
  const std::vector<Case>& cases_;
  const RunOptions& options_;
  const std::uint64_t memory_bytes_;
  const bool works_ahead_;
  const std::stop_token interrupt_;
  const OnFinished on_finished_;
  report::Lanes lanes_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Place> places_;
  std::size_t running_ = 0;
  bool is_cut_short_ = false;  // --fail-fast
  std::exception_ptr fault_;   // of vmt itself
};

}  // namespace vmt
