// What the end of a QEMU process means for its machine: a pure function of what was seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "machine/qemu/run.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {

struct Circumstances {
  std::string machine;
  bool was_meant = false;                  // vmt pulled the plug because it was told to
  bool was_up = false;                     // the guest had answered in this boot
  std::optional<std::string> fatal_reason;   // on the console: a kernel panic, init's last words
  std::string gave_up_because;             // vmt ended a guest with which it could not work
  std::vector<std::string> console_lines;  // that explain the end best
};

enum class Aftermath : std::uint8_t { off, restart, lost };

struct Fate {
  Aftermath aftermath{};
  // For the requests that were under way; for a lost machine also for all that follow.
  Trouble trouble;
};

Fate fate_of(const qemu::Ending& ending, const Circumstances& circumstances);

// "its console said:" and the lines, indented; empty when there are none.
std::string console_note(const std::vector<std::string>& lines);

}  // namespace vmt::machine
