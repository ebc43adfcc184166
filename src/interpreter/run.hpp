// Running a Program: its machines, its setup, its tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "check/program.hpp"
#include "interpreter/select.hpp"
#include "interpreter/shards.hpp"
#include "machine/machine.hpp"
#include "report/reporter.hpp"

namespace vmt {

class Coverage;
class Pauser;

struct RunOptions {
  machine::LabOptions lab;
  double timeout_scale = 1.0;
  Pauser* pauser = nullptr;      // whom `pause` asks, one test at a time; null: it asks nobody
  Coverage* coverage = nullptr;  // which lines of the guests' programs run; null: nobody asks
  std::map<std::string, Value> parameters;  // of `param`, where the command line sets them
  Selection selection;
  std::size_t jobs = 0;               // tests at the same time; 0: as many as processors and memory allow
  std::size_t repeat = 1;             // how often each test runs
  std::size_t retries = 0;            // how often a test that fails is tried again from its state
  bool fail_fast = false;             // the first failure ends the run
  bool keeps_setup = false;           // the machines that `setup` leaves are kept for the next run
  std::optional<std::uint64_t> seed;  // tests run in a random order that this decides
};

struct Summary {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  std::size_t errors = 0;  // of the infrastructure
  std::size_t not_run = 0;
  bool interrupted = false;
};

// Runs the selected tests of the program, each from machines of its own: copies of those that `setup`
// left, or, where machines can't be copied, new ones on which `setup` has run again. Whatever happens is
// told to `events`; nothing is thrown. When it returns, every machine is gone.
Summary run(const program::Program& program, const RunOptions& options, report::EventStream& events,
            std::stop_token interrupt);

// The tests that `run` would run, in its order. Throws Failure where a title can't be evaluated.
std::vector<ListedTest> list_tests(const program::Program& program, const RunOptions& options);

// The tests that the selection asks for, in the order of the file, with what they took in their last run. Throws
// Failure where a title can't be evaluated.
std::vector<Weight> weigh_tests(const program::Program& program, const RunOptions& options);

// Makes the images of the program's machines that are not in the cache, and starts nothing.
Summary build_images(const program::Program& program, const RunOptions& options, report::EventStream& events,
                     std::stop_token interrupt);

// What `vmt up` does with the machines of a script.
struct Keeper {
  bool runs_setup = true;
  std::function<void(machine::Lab&)> made;  // nothing has booted yet
  std::function<void()> up;                 // returns when the machines shall end
  std::function<void()> ending;             // the machines are about to be gone
};

// Boots every machine of the program, after `setup` where the keeper wants it, and leaves them to the
// keeper. Tells `events` what happens as `run` does. The summary counts what went wrong; then `up` is not called.
Summary keep_up(const program::Program& program, const RunOptions& options, report::EventStream& events,
             std::stop_token interrupt, const Keeper& keeper);

}  // namespace vmt
