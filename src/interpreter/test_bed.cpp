#include "interpreter/test_bed.hpp"

#include <utility>

namespace vmt {

TestBed::TestBed(const machine::LabConfig& config, const machine::LabOptions& options,
                 report::EventStream& events)
    : options_(options), observer_(config, events), lab_(machine::make_lab(config, options, observer_)) {}

TestBed::TestBed(const machine::LabConfig& config, const machine::LabOptions& options,
                 report::EventStream& events, const State& state, Copies copies, const Patience& patience)
    : options_(options),
      observer_(config, events),
      checkpoints_(state.checkpoints),
      lab_(copies == Copies::go_on ? machine::copy_lab(state.machines, options_, observer_, patience)
                                   : machine::copy_lab_ahead(state.machines, options_, observer_, patience)) {}

// What a lab holds on the host, such as a forwarded port, has to be free before its copy asks for it.
void TestBed::go_on_from(const SavedMachines& saved, const Patience& patience) {
  lab_.reset();
  lab_ = machine::copy_lab(saved, options_, observer_, patience);
}

void TestBed::checkpoint(const std::string& name, const Patience& patience) {
  const auto saved = std::exchange(lab_, nullptr)->save(patience);
  checkpoints_[name] = saved;
  go_on_from(saved, patience);
}

void TestBed::restore(const std::string& name, const Patience& patience) {
  go_on_from(checkpoints_.at(name), patience);
}

std::vector<std::string> TestBed::checkpoint_names() const {
  std::vector<std::string> names;
  for (const auto& [name, saved] : checkpoints_) names.push_back(name);
  return names;
}

StatePtr TestBed::save(std::vector<Value> globals, const Patience& patience) {
  const auto saved = std::exchange(lab_, nullptr)->save(patience);
  return std::make_shared<State>(State{saved, std::move(globals), checkpoints_});
}

}  // namespace vmt
