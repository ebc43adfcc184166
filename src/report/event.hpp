// What happens in a run, as data: one closed list. Terminal, JUnit, JSON and the rest are readers of
// it; whoever makes something happen never thinks about how it looks.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "diagnostic/diagnostic.hpp"

namespace vmt::report {

using Duration = std::chrono::nanoseconds;

enum class Outcome : std::uint8_t {
  passed,
  failed,
  skipped,
  error,        // the infrastructure failed, not the test
  interrupted,  // Ctrl-C, SIGTERM
  not_run,      // an earlier failure made it pointless
};

// ---- A run and its tests ------------------------------------------------------------------------

struct RunStarted {
  std::string script;
  std::vector<std::string> machines;
  std::size_t test_count = 0;
};
struct SetupStarted {};
struct SetupFinished { bool ok = false; Duration duration{}; };
// What became of the machines as `setup` left them, which `--cache` keeps for the next run.
enum class KeptStage : std::uint8_t {
  taken,    // an earlier run kept them: `setup` need not run
  kept,     // the next run can take them; detail: where they are
  changed,  // an earlier run kept others; detail: what is different now
  damaged,  // what an earlier run kept is of no use; detail: why
  refused,  // they are not kept; detail: why
};
struct KeptSetup { KeptStage stage{}; std::string detail; Duration duration{}; };
struct TestStarted { std::string name; };
struct TestFinished {
  std::string name;
  Outcome outcome{};
  Duration duration{};
  std::string reason;                    // of skipped and not_run tests
  std::vector<Diagnostic> diagnostics;   // why it failed; empty when it did not
};
struct StepStarted { std::string name; };
struct StepFinished { std::string name; bool ok = false; Duration duration{}; };
struct RunFinished { Duration duration{}; };  // of one script
struct AllFinished { std::size_t script_count = 0; Duration duration{}; };

// ---- What a branch of the script is doing -------------------------------------------------------

// A command of the script has begun. `text` is its source line, shortened; `branch` tells branches that
// run at the same time apart, 0 is the test's own.
struct ActionStarted { std::uint64_t id = 0; std::uint32_t branch = 0; std::string text; };
// How far it is, in words: "12.0 of 200.0 MiB". Some times in a second.
struct ActionProgress { std::uint64_t id = 0; std::string text; std::string progress; };
struct ActionFinished { std::uint64_t id = 0; bool ok = false; std::string text; Duration duration{}; };
// A person has the machines, or nobody is there who could.
enum class PauseStage : std::uint8_t {
  skipped,  // nobody is there: the script goes on
  begun,    // detail: the place in the script
  asking,   // the person types; nothing may be written between
  running,  // what the person typed runs
  over,
};
struct Paused { PauseStage stage{}; std::string detail; };
// To the person: text that guests may have written, and what went wrong.
struct Answered { std::string text; std::vector<Diagnostic> diagnostics; };
struct Logged { std::string text; };

// ---- What machines do ---------------------------------------------------------------------------

enum class MachineStage : std::uint8_t { preparing_image, waiting_for_slot, booting, up, shutting_down, off, lost };

struct MachineChanged {
  std::string machine;
  MachineStage stage{};
  std::string detail;  // "debian bookworm with 3 packages", "kernel panic"
};
// A fault between the machines was made, or lifted: where and what, in words. "web", "delay 100ms".
struct NetworkChanged { std::string where; std::string what; bool is_over = false; };
struct ConsoleLine { std::string machine; std::string line; };
struct CommandOutput { std::string machine; bool is_errors = false; std::string bytes; };

using What = std::variant<RunStarted, SetupStarted, SetupFinished, KeptSetup, TestStarted, TestFinished, StepStarted,
                          StepFinished, RunFinished, AllFinished, ActionStarted, ActionProgress, ActionFinished, Paused,
                          Answered, Logged, MachineChanged, NetworkChanged, ConsoleLine, CommandOutput>;

struct Event {
  Duration time{};  // since the run began
  What what;
};

}  // namespace vmt::report
