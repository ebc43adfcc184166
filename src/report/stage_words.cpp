#include "report/stage_words.hpp"

namespace vmt::report {

std::string words_of(const MachineChanged& change) {
  const auto with_detail = [&](std::string words) {
    return change.detail.empty() ? words : words + ": " + change.detail;
  };
  switch (change.stage) {
    case MachineStage::preparing_image: return with_detail("preparing its image");
    case MachineStage::waiting_for_slot: return "waiting until another machine has booted";
    case MachineStage::booting: return with_detail("booting");
    case MachineStage::up: return with_detail("up");
    case MachineStage::shutting_down: return "shutting down";
    case MachineStage::off: return with_detail("off");
    case MachineStage::lost: return with_detail("lost");
  }
  return {};
}

}  // namespace vmt::report
