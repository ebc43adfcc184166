// What a root shell is told: the words in which a guest without vmt's agent is asked for things. All of it
// is POSIX shell, busybox' included.
#pragma once

#include <cstdint>
#include <string>

#include "machine/machine.hpp"

namespace vmt::machine::guest {

// A text as one word of a shell.
std::string quoted(const std::string& text);

// The line that turns whatever shell has let vmt in into one that shows no prompt and no echo, lets
// all bytes through, and reads its script from a pipe. It then writes `ready_mark(nonce)`.
std::string takeover_line(const std::string& nonce);
std::string ready_mark(const std::string& nonce);

// A command in a session of its own, which is killed after `limit_seconds` (0: never). What it writes is
// followed by `output_mark`, its status, then by what it wrote to standard error and `errors_mark`.
std::string command_script(const CommandRequest& request, const std::string& nonce,
                           std::int64_t limit_seconds);
std::string output_mark(const std::string& nonce);  // then " STATUS\n", or " STATUS late\n"
std::string errors_mark(const std::string& nonce);

// A script that ends with status 0 when the condition holds, and with 3 when it can't hold any more, after
// it has said why.
std::string condition_script(const GuestCondition& condition);

}  // namespace vmt::machine::guest
