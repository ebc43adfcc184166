// Runs one thing at a time: `setup`, or one test from where it begins.
#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <variant>
#include <vector>

#include "interpreter/cases.hpp"
#include "interpreter/run.hpp"
#include "interpreter/test_bed.hpp"

namespace vmt {

// Machines as they stand, for one test.
struct Standing {
  std::unique_ptr<TestBed> bed;
  std::vector<Value> globals;
};

// Copies of a state that are made while others are tested, and stand still until their test begins.
struct Ahead {
  StatePtr state;
  std::future<std::unique_ptr<TestBed>> bed;
};

// New machines: `setup` and the tests before it run again.
struct Anew {
  std::vector<Case> before;
};

using Start = std::variant<StatePtr, Ahead, Standing, Anew>;

struct TestEnd {
  report::TestFinished finished;
  StatePtr state;  // when it was to be kept, and the test has passed
};

// The end of a test that threw this.
report::TestFinished finished_by(const std::string& name, const Failure& failure);

// Any number of threads may run tests with one TestRunner.
class TestRunner {
public:
  // `globals`: the values of the file-level bindings. All but `globals` must outlive this.
  TestRunner(const program::Program& program, const RunOptions& options, const machine::LabConfig& config,
             std::vector<Value> globals, std::stop_token interrupt);

  // Makes machines and runs `setup` on them. `host_files`, where there is one, gets what it reads of the host.
  // Throws Failure.
  Standing run_setup(report::EventStream& events, const std::string& captured_as = "setup",
                     HostFiles* host_files = nullptr);
  // The same on machines that are there, none of which was started. `keeps_states`: it may replace them
  // by copies.
  void run_setup_on(TestBed& bed, std::vector<Value>& globals, bool keeps_states, report::EventStream& events,
                    HostFiles* host_files = nullptr);
  // Ends the machines and keeps what they are. Throws Failure.
  StatePtr save(Standing standing);

  // The copies for a test that begins at the state. Throws Trouble.
  std::unique_ptr<TestBed> prepare(const State& state, const std::string& name);

  // That it begins and how it ended is for the caller to tell.
  TestEnd run(const Case& one, Start start, bool keeps_state, report::EventStream& events);

private:
  World world(report::EventStream& events, TestBed& bed);
  Patience patience_to_copy() const;
  machine::LabOptions lab_options(const std::string& captured_as) const;
  std::unique_ptr<TestBed> copies_of(const State& state, const std::string& name, report::EventStream& events);
  std::unique_ptr<TestBed> take(Ahead& ahead, const std::string& name, report::EventStream& events);
  Standing stand(Start start, const std::string& name, report::EventStream& events);
  void run_body_and_collect(TestBed& bed, std::vector<Value>& globals, const Case& one,
                            report::EventStream& events);
  void run_body(TestBed& bed, std::vector<Value>& globals, const Case& one, report::EventStream& events);

  const program::Program& program_;
  const RunOptions& options_;
  const machine::LabConfig& config_;
  const std::vector<Value> globals_;
  const std::stop_token interrupt_;
  report::EventStream nobody_;  // listens to copies that stand still
  std::atomic<bool> setup_failed_ = false;
};

}  // namespace vmt
