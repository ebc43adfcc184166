// The client's side of a shell in a machine: from the person's keyboard to the guest, and back.
#pragma once

#include "machine/descriptor.hpp"

namespace vmt::tools {

// Carries standard input to the shell and what it writes to standard output and standard error, until it
// ends. With `has_terminal`, the terminal is the guest's meanwhile. Returns the exit status for vmt: that
// of the command, 128 and the signal's number when one ended it, 4 when the machine or network was lost,
// which has then been said.
int run_shell_session(const machine::Descriptor& connection, bool has_terminal);

}  // namespace vmt::tools
