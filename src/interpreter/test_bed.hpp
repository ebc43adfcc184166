// What a test runs on: machines, and the states of them that it has kept.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "interpreter/lab_observer.hpp"
#include "language/value.hpp"
#include "machine/machine.hpp"

namespace vmt {

using SavedMachines = std::shared_ptr<const machine::SavedLab>;

// Where a test begins: the end of `setup` or of another test. Never changes; any number of tests may begin
// there.
struct State {
  SavedMachines machines;
  std::vector<Value> globals;
  std::map<std::string, SavedMachines> checkpoints;
};
using StatePtr = std::shared_ptr<const State>;

// Calls block, and throw machine::Trouble. After one that was thrown by `checkpoint`, `restore` or `save`
// there is no lab any more.
class TestBed {
public:
  enum class Copies : std::uint8_t { go_on, stand_still };

  // New machines, none of them started.
  TestBed(const machine::LabConfig& config, const machine::LabOptions& options, report::EventStream& events);
  // Copies of the machines of the state, which go on where they were, now or at `go_on`.
  TestBed(const machine::LabConfig& config, const machine::LabOptions& options, report::EventStream& events,
          const State& state, Copies copies, const Patience& patience);
  void go_on(const Patience& patience) { lab_->go_on(patience); }

  // Changes with `checkpoint` and `restore`. Null after `save`.
  machine::Lab* lab() const { return lab_.get(); }
  // From now on events of the machines go there.
  void tell(report::EventStream& events) { observer_.tell(events); }

  void checkpoint(const std::string& name, const Patience& patience);
  void restore(const std::string& name, const Patience& patience);
  bool has_checkpoint(const std::string& name) const { return checkpoints_.contains(name); }
  std::vector<std::string> checkpoint_names() const;

  // Ends the machines, and keeps what they were.
  StatePtr save(std::vector<Value> globals, const Patience& patience);

private:
  void go_on_from(const SavedMachines& saved, const Patience& patience);

  const machine::LabOptions options_;
  LabObserver observer_;
  std::map<std::string, SavedMachines> checkpoints_;
  std::unique_ptr<machine::Lab> lab_;
};

}  // namespace vmt
