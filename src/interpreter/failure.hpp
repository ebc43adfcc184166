// A test that failed, at a place in its script.
#pragma once

#include <exception>
#include <string>

#include "diagnostic/diagnostic.hpp"
#include "machine/trouble.hpp"

namespace vmt {

enum class FailureKind : std::uint8_t {
  failed,          // an expectation or a command did not hold
  timed_out,       // a deadline passed
  machine_lost,    // a machine died while it was needed
  infrastructure,  // not the test's fault
  skipped,         // `skip "why"`
  stopped,         // interrupted from outside: Ctrl-C, or a sibling branch that failed
};

// Thrown by commands and expectations, caught where a test ends (and by the few statements whose
// meaning is to catch it: `eventually`, `retry`, `expect failure`, `parallel`).
struct Failure : std::exception {
  Failure(FailureKind failure_kind, Span span, std::string message);

  const char* what() const noexcept override { return diagnostic.message.c_str(); }

  // "nothing is wrong with the script, stop" has no diagnostic worth drawing.
  bool ends_everything() const;

  FailureKind kind;
  Diagnostic diagnostic;
  std::string output;  // of the command that failed
  bool was_paused_at = false;  // a person has seen it, and the machines then
  bool names_faults = false;  // the notes tell what was wrong with the network at that moment
};

// The machine layer's trouble as a failure of the statement at `span`.
Failure failure_of(const machine::Trouble& trouble, Span span);

}  // namespace vmt
