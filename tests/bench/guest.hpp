// What benchmarks do with a guest.
#pragma once

#include <functional>
#include <string>

#include "machine/machine.hpp"
#include "tests/bench/measure.hpp"

namespace vmt::bench {

Patience patience();

// Ends the benchmark when the command does not succeed.
machine::CommandResult run(machine::Machine& guest, const std::string& command);

// How long after the answer of the command that makes it true a wait is over; 0 when it is before that.
Seconds lateness(machine::Machine& guest, const machine::GuestCondition& condition,
                 const std::string& trigger);

// How long after a file has come the action is over, which begins before.
Seconds time_from_file(machine::Machine& guest, const std::string& file, const std::function<void()>& action);

}  // namespace vmt::bench
