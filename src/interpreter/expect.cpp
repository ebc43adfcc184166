// `expect`: when it does not hold, the report shows the value of every part.
#include <fmt/format.h>

#include <algorithm>

#include "interpreter/explain.hpp"
#include "interpreter/interpreter.hpp"

namespace vmt {

void Interpreter::expect(const program::Expression& condition, Span span) {
  std::vector<Part> parts;
  auto* const outer_parts = std::exchange(parts_, &parts);
  bool holds = false;
  try {
    holds = evaluate(condition).as<bool>();
  } catch (...) {
    parts_ = outer_parts;
    throw;
  }
  parts_ = outer_parts;
  if (holds) return;

  Failure failure(FailureKind::failed, condition.span, "this does not hold");
  failure.diagnostic.primary.span = span.is_somewhere() ? condition.span : span;
  explain(condition, parts, program().names, failure.diagnostic);
  throw failure;
}

}  // namespace vmt
