// Child processes that can't outlive vmt: QEMU.
//
// Boost.Process v2 of Boost 1.81 works behind this class; its faults are mended here and nowhere
// else: descriptors that it leaks into the child are made close-on-exec before, a program that is
// not there is found out before the fork, and one that fails to start is reaped.
//
// A child is the leader of a process group of its own, starts with no blocked signals, and dies
// with SIGKILL when vmt does (PR_SET_PDEATHSIG). It has the descriptors of its request, and no
// other.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "machine/io_thread.hpp"
#include "machine/waiting.hpp"

namespace vmt::machine {

struct ExitStatus {
  bool was_signaled = false;
  int code = 0;  // exit status, or number of the signal
};

// "exit status 1", "signal 11 (Segmentation fault)".
std::string show(ExitStatus status);

struct ChildRequest {
  std::filesystem::path program;       // see find_program
  std::vector<std::string> arguments;  // without the program's own name
  int standard_input = -1;             // -1: /dev/null, here and below
  int standard_output = -1;
  int standard_error = -1;
  std::vector<int> inherited;  // descriptors that the child has too, under the same number
};

// The executable file that a shell would run for `name`; nothing when there is none.
std::optional<std::filesystem::path> find_program(std::string_view name);

class Child {
public:
  // `exited` is called once, on the I/O thread. Throws Trouble (infrastructure) when the program
  // can't be started.
  Child(IoThread& io, const ChildRequest& request, std::function<void(ExitStatus)> exited);
  // Kills the group and waits until the process has been reaped. On the I/O thread nobody can wait: there it is
  // reaped later, and `exited` is not called any more.
  ~Child();

  pid_t id() const;
  void kill_group(int signal_number);  // nothing when the child has ended
  std::optional<ExitStatus> exit_status() const;
  Waited wait(const Patience& patience) const;

private:
  struct State;

  IoThread& io_;
  std::shared_ptr<State> state_;
};

}  // namespace vmt::machine
