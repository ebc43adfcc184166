// Becoming a process of the background: `vmt up` returns when its network is up, and a part of it stays.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>

#include "machine/descriptor.hpp"

namespace vmt::tools {

// The part that stays. Its session is its own, so a closed terminal does not end it.
class Background {
public:
  // `abandoned` is called, on a thread, when the part in the foreground is gone before it was released.
  Background(machine::Descriptor foreground, std::function<void()> abandoned);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // Lets the foreground end with this exit status.
  void release(int status);

private:
  machine::Descriptor foreground_;
  std::atomic<bool> is_released_ = false;
  std::jthread watcher_;
};

// Splits the process; before any thread is made. In the background it returns the socket for Background.
// In the foreground it passes Ctrl-C and SIGTERM on and waits: nothing is returned, and `status` is the
// exit status.
std::optional<machine::Descriptor> detach(int& status);

// The standard streams lead nowhere and into this file from now on: nobody waits for this process to
// close them.
void leave_terminal(const std::string& log_file);

}  // namespace vmt::tools
