// Machines and networks: their settings, and what they take over from each other.
#pragma once

#include "check/files.hpp"

namespace vmt::checking {

// Fills in the settings of Program::machines and Program::networks.
void check_machines(Context& context, const Files& files);

// Machines that nothing uses, networks that no machine is on. Call when everything else was checked.
void report_unused_machines(Context& context);

}  // namespace vmt::checking
