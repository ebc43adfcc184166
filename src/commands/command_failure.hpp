// A guest's command that went wrong, told so that nobody has to run it again to see why.
#pragma once

#include "interpreter/call.hpp"
#include "machine/machine.hpp"

namespace vmt::commands {

// The failure of a command that did not succeed on `where` ("`web`", "the host"): how it ended, how long it took, what it wrote last.
Failure command_failure(Call& call, const std::string& where, const machine::CommandResult& result);

// Adds the last lines of the command's output and errors as notes.
void add_output(Failure& failure, const machine::CommandResult& result);

// What `execute` gives.
Value result_value(machine::CommandResult result);

// The last lines of a text, and how many were left out before them.
std::string last_lines(const std::string& text, std::size_t lines);

}  // namespace vmt::commands
