#include "fuzz/drive.hpp"

#include <chrono>
#include <string>

#include "ast/parse.hpp"
#include "check/check.hpp"
#include "commands/commands.hpp"
#include "diagnostic/github.hpp"
#include "diagnostic/json.hpp"
#include "diagnostic/sarif.hpp"
#include "fuzz/look.hpp"
#include "interpreter/interpreter.hpp"
#include "tools/fix.hpp"

namespace vmt::test {
namespace {

using namespace std::chrono_literals;

// Long enough to get into every kind of statement.
constexpr auto longest_run = 20ms;

void write_down(const Diagnostics& diagnostics) {
  std::vector<const Diagnostic*> all;
  for (const Diagnostic& each : diagnostics.all()) {
    look_at(each);
    to_github(each);
    all.push_back(&each);
  }
  to_json(all, 0);
  const auto rule = [](std::string_view code) {
    return SarifRule{std::string(code), std::string(code), std::string(code)};
  };
  to_sarif(all, {.version = "0", .describe = rule, .root = "/"});
}

// Only what works on values; every command of machines and of the host is unknown.
Catalogue catalogue_of_values() {
  static const auto commands = [] {
    std::vector<Form> rows;
    for (const auto family : {commands::texts(), commands::lists()})
      rows.insert(rows.end(), family.begin(), family.end());
    return rows;
  }();
  return {commands, commands::functions(), {}, {}};
}

}  // namespace

void drive_check(std::string_view bytes) {
  Sources sources;
  Diagnostics diagnostics;
  const Source& source = sources.add("fuzz.vmt", std::string(bytes));
  const auto file = parse(source, diagnostics);
  check(file, {.catalogue = commands::catalogue(), .load = {}}, diagnostics);
  diagnostics.sort(sources);
  write_down(diagnostics);
  tools::apply_fixes(diagnostics, {&source});
}

void drive_run(std::string_view bytes) {
  // `finally` has a limit of its own, and `pause` waits for a person.
  for (const char* const word : {"finally", "pause"})
    if (bytes.find(word) != bytes.npos) return;
  Sources sources;
  Diagnostics diagnostics;
  const auto file = parse(sources.add("fuzz.vmt", std::string(bytes)), diagnostics);
  const auto program = check(file, {.catalogue = catalogue_of_values(), .load = {}}, diagnostics);
  if (diagnostics.has_errors() || !program.machines.empty() || !program.parameters.empty() ||
      !program.secrets.empty())
    return;

  report::EventStream events;
  World world{.program = program, .events = events, .interrupt = {}};
  std::vector<Value> globals(program.global_count);
  const auto run = [&](const program::Statements& statements, std::size_t slots) {
    try {
      Interpreter interpreter(world, globals, slots, {});
      interpreter.set_limit(longest_run, {});
      interpreter.run(statements);
      globals = interpreter.globals();
    } catch (const Failure& failure) {
      require(failure.kind != FailureKind::infrastructure,
              "a script without machines blames its surroundings");
      look_at(failure.diagnostic);
    }
  };
  run(program.globals, 0);
  for (const auto& test : program.tests)
    if (!test.loop) run(test.body.statements, test.body.slot_count);
}

}  // namespace vmt::test
