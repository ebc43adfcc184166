// What a machine's stage is called in sentences.
#pragma once

#include <string>

#include "report/event.hpp"

namespace vmt::report {

// "booting", "preparing debian bookworm with 3 packages"; a detail that says it better stands alone.
std::string words_of(const MachineChanged& change);

}  // namespace vmt::report
