// Starting a program in the guest: as a user, in a folder, with an environment, in a session of its own.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/descriptor.hpp"
#include "agent/user.hpp"

namespace vmt::agent {

struct Launch {
  std::vector<std::string> arguments;  // the first one is the program, found by PATH
  std::vector<std::pair<std::string, std::string>> environment;  // added to the user's
  User user = own_user();
  std::string directory;  // empty: the user's home, or / when that is not there
  int input = -1;         // -1: /dev/null
  int output = -1;        // -1: /dev/null
  int errors = -1;        // -1: /dev/null
  bool has_terminal = false;  // `input` is one, and becomes the one that Ctrl-C is typed on
};

struct Launched {
  pid_t process = -1;
  int error_number = 0;  // when there is no process
  std::string what;      // "cannot start `/bin/zsh`"
};

// Returns when the program runs or has failed to. The child is the leader of its own session and
// process group, has default signals and only the three descriptors, and may be killed by the OOM
// killer, which the agent itself may not.
Launched launch(const Launch& launch);

// Sends a signal to the process group, and SIGKILL also to other groups of its session: a shell's
// background jobs may have groups of their own.
void signal_group(pid_t leader, int signal_number);
void kill_session(pid_t leader);

}  // namespace vmt::agent
