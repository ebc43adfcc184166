// Calls of the script's own functions and phrases, and of small functions.
#include <boost/container/small_vector.hpp>
#include <fmt/format.h>

#include <utility>

#include "interpreter/closure.hpp"
#include "interpreter/interpreter.hpp"

namespace vmt {
namespace {

// A function that calls itself deeper than this has lost its way; the limit keeps it from ending vmt by
// a stack overflow.
constexpr std::uint32_t deepest_call = 2000;

// Of a failure deep in a recursion, the innermost calls are shown.
constexpr std::size_t most_labels = 8;

// The clock is asked at every so many calls.
constexpr std::uint32_t calls_between_checks = 256;

// The variables of a call. Those of most functions need no memory but the stack's.
using Frame = boost::container::small_vector<Value, 8>;

// In a module of the standard library, the user wants to see the own line first, not the library's.
void blame_caller(Diagnostic& diagnostic, Span call, const std::string& function) {
  const auto place = diagnostic.primary.span;
  if (!place.is_somewhere() || !call.is_somewhere()) return;
  if (place.source->is_module() && !call.source->is_module()) {
    diagnostic.labels.insert(diagnostic.labels.begin(), std::exchange(diagnostic.primary, {call, ""}));
  } else if (diagnostic.labels.size() < most_labels) {
    diagnostic.label(call, fmt::format("called from here, in `{}`", function));
  }
}

}  // namespace

// While it lives the branch is inside a function, with that function's variables.
class Interpreter::Inside {
public:
  Inside(Interpreter& branch, std::span<Value> locals)
      : branch_(branch),
        locals_(std::exchange(branch.locals_, locals)),
        parts_(std::exchange(branch.parts_, nullptr)) {
    ++branch_.depth_;
  }
  ~Inside() {
    --branch_.depth_;
    branch_.parts_ = parts_;
    branch_.locals_ = locals_;
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

private:
  Interpreter& branch_;
  std::span<Value> locals_;
  std::vector<Part>* parts_;
};

void Interpreter::call_function(const program::CallFunction& node, Span span) {
  const auto& function = program().functions[node.function];
  if (depth_ == deepest_call)
    throw Failure(FailureKind::failed, span,
                  fmt::format("`{}` calls itself more than {} times", function.name, deepest_call));
  if (++calls_ % calls_between_checks == 0) check_interruption(span);

  Frame frame(function.body.slot_count);
  for (std::size_t i = 0; i < node.arguments.size(); ++i) evaluate_into(frame[i], node.arguments[i]);
  try {
    const Inside inside(*this, frame);
    for (std::uint32_t i = 0; i < function.parameter_count; ++i)
      if (function.defaults[i] && frame[i].is<std::monostate>())
        evaluate_into(frame[i], *function.defaults[i]);
    if (run(function.body.statements) != Flow::returned) returned_ = {};
  } catch (Failure& failure) {
    blame_caller(failure.diagnostic, span, function.name);
    throw;
  }
}

Value Interpreter::apply(const Closure& closure, std::vector<Value> arguments) {
  Frame frame(closure.frame.begin(), closure.frame.end());
  for (std::size_t i = 0; i < closure.parameter_count && i < arguments.size(); ++i)
    frame[i] = std::move(arguments[i]);
  const Inside inside(*this, frame);
  return evaluate(*closure.body);
}

}  // namespace vmt
