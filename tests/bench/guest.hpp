// What benchmarks do with a guest.
#pragma once

#include <string>

#include "machine/machine.hpp"
#include "tests/bench/measure.hpp"

namespace vmt::bench {

Patience patience();

// Ends the benchmark when the command does not succeed.
machine::CommandResult run(machine::Machine& guest, const std::string& command);

// How long after the answer of the command that makes it true a wait is over; 0 when it is before that.
Seconds lateness(machine::Machine& guest, const machine::GuestCondition& condition, const std::string& trigger);

// The same, when it is a file that tells when it becomes true, a while after the command's answer.
Seconds lateness(machine::Machine& guest, const machine::GuestCondition& condition, const std::string& trigger,
                 const std::string& file);

}  // namespace vmt::bench
