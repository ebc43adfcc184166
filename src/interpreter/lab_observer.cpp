#include "interpreter/lab_observer.hpp"

#include "machine/switch/networks.hpp"

namespace vmt {
namespace {

report::MachineStage stage_of(machine::Stage stage) {
  switch (stage) {
    case machine::Stage::preparing_image: return report::MachineStage::preparing_image;
    case machine::Stage::waiting_for_slot: return report::MachineStage::waiting_for_slot;
    case machine::Stage::booting: return report::MachineStage::booting;
    case machine::Stage::up: return report::MachineStage::up;
    case machine::Stage::shutting_down: return report::MachineStage::shutting_down;
    case machine::Stage::off: return report::MachineStage::off;
    case machine::Stage::lost: return report::MachineStage::lost;
  }
  return report::MachineStage::lost;
}

}  // namespace

void LabObserver::stage(std::size_t machine, machine::Stage stage, std::string_view detail) {
  events_.load()->emit(report::MachineChanged{name(machine), stage_of(stage), std::string(detail)});
}

void LabObserver::console_line(std::size_t machine, std::string_view line) {
  events_.load()->emit(report::ConsoleLine{name(machine), std::string(line)});
}

void LabObserver::output(std::size_t machine, bool is_errors, std::string_view bytes) {
  events_.load()->emit(report::CommandOutput{name(machine), is_errors, std::string(bytes)});
}

void LabObserver::network(const machine::network::Change& change) {
  events_.load()->emit(report::NetworkChanged{change.where, change.what, change.is_over});
}

}  // namespace vmt
