#include "machine/fate.hpp"

#include <fmt/format.h>

namespace vmt::machine {
namespace {

std::string trimmed(const std::string& text) {
  const auto end = text.find_last_not_of(" \n\r\t");
  return text.substr(0, end == std::string::npos ? 0 : end + 1);
}

// QEMU names itself at the start of each line it writes; the reader knows.
std::string without_program_name(const std::string& line) {
  constexpr std::string_view between = ": ";
  const auto at = line.find(between);
  return line.starts_with("qemu") && at != std::string::npos ? line.substr(at + between.size()) : line;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

Fate lost(const Circumstances& seen, const std::string& why) {
  Trouble trouble(TroubleKind::machine_lost, fmt::format("machine `{}` is gone: {}", seen.machine, why));
  const auto note = console_note(seen.console_lines);
  if (!note.empty()) trouble.notes.push_back(note);
  return {Aftermath::lost, std::move(trouble)};
}

Fate lost_its_disk(const qemu::Ending& ending, const Circumstances& seen) {
  return {Aftermath::lost,
          Trouble(TroubleKind::infrastructure,
                  fmt::format("machine `{}` was ended: the host can't write its disk: {}", seen.machine,
                              ending.disk_error))
              .with_help("name a folder with more room: `VMT_RUN_DIR=/some/folder vmt ...`")};
}

Fate ended_on_purpose(const Circumstances& seen, Aftermath aftermath, const char* how) {
  return {aftermath,
          Trouble(TroubleKind::machine_lost, fmt::format("machine `{}` was {}", seen.machine, how))};
}

Fate failed(const qemu::Ending& ending, const Circumstances& seen) {
  const auto errors = trimmed(ending.errors);
  const auto is_refusal = !seen.was_up && seen.console_lines.empty() && !ending.status.was_signaled;
  if (!is_refusal) {
    auto fate = lost(seen, fmt::format("QEMU ended with {}", show(ending.status)));
    if (!errors.empty()) fate.trouble.notes.push_back("QEMU said: " + errors);
    return fate;
  }
  const auto reason = errors.empty() ? show(ending.status) : without_program_name(first_line(errors));
  Trouble trouble(TroubleKind::infrastructure,
                  fmt::format("QEMU could not start machine `{}`: {}", seen.machine, reason));
  if (errors.find('\n') != std::string::npos) trouble.notes.push_back("QEMU said: " + errors);
  return {Aftermath::lost, std::move(trouble)};
}

}  // namespace

Fate fate_of(const qemu::Ending& ending, const Circumstances& seen) {
  if (seen.was_meant) return ended_on_purpose(seen, Aftermath::off, "crashed");
  if (!seen.gave_up_because.empty()) return lost(seen, seen.gave_up_because);
  if (!ending.disk_error.empty()) return lost_its_disk(ending, seen);
  if (seen.fatal_reason) return lost(seen, *seen.fatal_reason);
  if (ending.shutdown_reason == "guest-panic") return lost(seen, "its kernel panicked, as pvpanic tells");
  if (ending.shutdown_reason == "guest-shutdown")
    return seen.was_up ? ended_on_purpose(seen, Aftermath::off, "shut down")
                       : lost(seen, "it powered itself off while it booted");
  if (ending.shutdown_reason == "guest-reset")
    return seen.was_up ? ended_on_purpose(seen, Aftermath::restart, "restarted")
                       : lost(seen, "it reset itself while it booted");
  return failed(ending, seen);
}

std::string console_note(const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::string note = "its console said:";
  for (const auto& line : lines) note += "\n  " + line;
  return note;
}

}  // namespace vmt::machine
