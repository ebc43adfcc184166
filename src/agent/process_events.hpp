// What the kernel tells of processes: the process events connector (drivers/connector/cn_proc.c). Only root may
// listen, and not every kernel has it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "agent/loop.hpp"

namespace vmt::agent {

struct ProcessEvent {
  enum class Kind : std::uint8_t {
    forked,    // `parent` has made `process`
    executed,  // `process` is another program now
    renamed,
    ended,
    lost,  // there were more events than the kernel keeps: anything may have happened
  };
  Kind kind = Kind::lost;
  pid_t process = 0;  // never a thread
  pid_t parent = 0;
};

class ProcessEvents {
public:
  // Called from the loop, with what has happened since the last time, in its order.
  using Handler = std::function<void(const std::vector<ProcessEvent>&)>;

  ProcessEvents(Loop& loop, Handler handler);

  // False: this kernel tells nothing.
  bool is_open() const { return netlink_.is_open(); }

  // Calls the handler now when there is something.
  void read();

private:
  Handler handler_;
  Descriptor netlink_;
  Registration watch_;
};

}  // namespace vmt::agent
