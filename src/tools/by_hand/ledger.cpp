#include "tools/by_hand/ledger.hpp"

#include <algorithm>

namespace vmt::tools {

using report::MachineStage;

void Ledger::note(const report::MachineChanged& change) {
  const std::lock_guard lock(mutex_);
  auto& entry = machines_[change.machine];
  // Images are prepared once more when nothing has to be done for it: that is no state of a machine.
  if (change.stage == MachineStage::preparing_image && change.detail.empty()) return;
  entry.stage = change.stage;
  entry.detail = change.detail;
  entry.was_started = entry.was_started || change.stage == MachineStage::booting;
  changed_.notify_all();
}

Ledger::Entry Ledger::of(const std::string& machine) const {
  const std::lock_guard lock(mutex_);
  const auto found = machines_.find(machine);
  return found == machines_.end() ? Entry{} : found->second;
}

void Ledger::wait_until_all_are_gone(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [&] {
    return std::ranges::all_of(machines_, [](const auto& machine) {
      return machine.second.stage == MachineStage::off || machine.second.stage == MachineStage::lost;
    });
  });
}

}  // namespace vmt::tools
