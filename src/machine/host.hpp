// Commands on the host, under the same rules as those in a guest: what they write is collected, a
// deadline ends them with their whole process group, and none outlives vmt.
#pragma once

#include "machine/io_thread.hpp"
#include "machine/machine.hpp"

namespace vmt::machine {

// Runs the command in /bin/sh as the user who runs vmt; `request.user` must be empty. Throws Trouble:
// stopped, infrastructure (the process cannot be started).
CommandResult run_on_host(IoThread& io, const CommandRequest& request, const Patience& patience);

}  // namespace vmt::machine
