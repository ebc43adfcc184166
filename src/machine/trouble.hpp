// What can go wrong with machines, as exceptions. They are caught in one place, the interpreter, which
// knows the source line that was being run.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

namespace vmt::machine {

enum class TroubleKind : std::uint8_t {
  timed_out,       // the deadline of the call passed
  stopped,         // the call's stop token was asked; nobody is told why, who stopped it knows
  machine_lost,    // the machine panicked, was reset or died while somebody needed it
  cannot_hold,     // what was waited for can no longer come true
  refused,         // the guest could not do it: no such file, no such user
  not_running,     // the machine is off
  infrastructure,  // not the test's fault: no QEMU, no image, no memory, disk full
};

struct Trouble : std::exception {
  Trouble(TroubleKind trouble_kind, std::string what_happened)
      : kind(trouble_kind), message(std::move(what_happened)) {}

  Trouble&& with_note(std::string note) && {
    notes.push_back(std::move(note));
    return std::move(*this);
  }
  Trouble&& with_help(std::string help) && {
    helps.push_back(std::move(help));
    return std::move(*this);
  }

  const char* what() const noexcept override { return message.c_str(); }

  TroubleKind kind;
  std::string message;             // "machine `web` is gone: kernel panic - not syncing: ..."
  std::vector<std::string> notes;  // evidence: what was seen last, the console's last lines
  std::vector<std::string> helps;  // the next step: "install it with: apt-get install qemu-system-x86"
};

}  // namespace vmt::machine
