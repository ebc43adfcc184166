// A lab of tiny machines for each test, and what the tests ask again and again.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "machine/machine.hpp"
#include "tests/support/recorder.hpp"

namespace vmt::machine {

inline Patience within(std::chrono::milliseconds time) {
  return {Deadline::in(time), {}};
}
// For what is expected to happen: a guest under TCG on a busy host may take its time.
inline Patience patience() {
  return within(std::chrono::seconds(90));
}

class LabTest : public testing::Test {
protected:
  // Machines `names`, all on one network.
  void make(const std::vector<std::string>& names, LabOptions options = {}) {
    LabConfig config;
    config.networks = {{"lan", ""}};
    for (const auto& name : names) {
      MachineConfig machine;
      machine.name = name;
      machine.host_name = name;
      machine.networks = {0};
      config.machines.push_back(machine);
    }
    make(std::move(config), std::move(options));
  }
  void make(LabConfig config, LabOptions options = {}) {
    options.agent = VMT_AGENT;
    lab_ = make_lab(std::move(config), std::move(options), recorder_);
  }

  Machine& machine(std::size_t index = 0) { return lab_->machine(index); }

  CommandResult run(const std::string& command, std::size_t index = 0) {
    CommandRequest request;
    request.command = command;
    return machine(index).run(request, patience());
  }

  template <typename Action>
  Trouble trouble_of(Action action) {
    try {
      action();
    } catch (const Trouble& trouble) {
      return trouble;
    }
    ADD_FAILURE() << "nothing was thrown";
    return Trouble(TroubleKind::infrastructure, "");
  }

  test::Recorder recorder_;
  std::unique_ptr<Lab> lab_;
};

}  // namespace vmt::machine
