// Taking the state out of a QEMU that is stopped: what QEMU calls a migration.
#pragma once

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <mutex>
#include <string>

#include "machine/waiting.hpp"

namespace vmt::machine::qemu {

class Monitor;

// How the migration of one run goes on, from QMP's events.
class Migration {
public:
  // On the I/O thread.
  void take(const std::string& status);
  void end();  // no event comes any more

  // Waits for "completed" or "failed"; empty when QEMU has ended. Throws Trouble: timed_out, stopped.
  std::string wait(const Patience& patience);

private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::string status_;
  bool has_ended_ = false;
};

// The arguments of `migrate-set-capabilities`. Memory in a shared file need not be written anywhere.
nlohmann::json migration_capabilities(bool without_shared_memory);

// Writes the state of a stopped machine to a descriptor: all of it, or, where the memory is a shared file,
// that of its devices. Throws Trouble: infrastructure when QEMU can't; machine_lost, timed_out, stopped.
void save_state(Monitor& monitor, Migration& migration, int descriptor, bool with_memory,
                const Patience& patience);

}  // namespace vmt::machine::qemu
