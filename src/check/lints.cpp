#include "check/lints.hpp"

#include <algorithm>

#include "check/problems.hpp"
#include "check/walk.hpp"

namespace vmt::checking {

namespace {

// The first part of the value that needs a test around it.
const program::Expression* acting_part(const program::Program& program, const Reach& acting,
                                       const program::Expression& value) {
  const program::Expression* found = nullptr;
  visit_expressions(program, value, [&](const program::Expression& part) {
    const bool catches = std::holds_alternative<program::CatchFailure>(part.node);
    if (!found && (catches || acting.is_made_in(part))) found = &part;
  });
  return found;
}

}  // namespace

void check_globals(Context& context) {
  const program::Program& program = context.program;
  if (program.globals.empty()) return;
  const Reach acting(program, [&](const program::CallForm& call) {
    return acts_on_machine(call, context.options.catalogue);
  });
  for (const program::Statement& statement : program.globals) {
    const auto* store = std::get_if<program::Store>(&statement.node);
    const auto* part = store ? acting_part(program, acting, *store->value) : nullptr;
    if (!part) continue;
    context.report(part->span, acts_before_tests)
        .label("no machine runs yet when this gets its value")
        .help("bind it in a test; or bind a `var` here, and assign it in `setup`");
  }
}

void report_unused_globals(Context& context) {
  for (const FileName& name : context.names.all()) {
    const auto* global = std::get_if<GlobalName>(&name.is);
    if (!global || name.is_used || name.is_exported || name.text.starts_with('_') ||
        global->bound == Bound::parameter)
      continue;
    context.report(name.span, unused_name, name.text)
        .label("never read")
        .fix("a leading `_` says that this is meant", before(name.span), "_");
  }
}

void report_allowances(Context& context) {
  for (const UnknownDirective& directive : context.allowances.unknown())
    context.report(directive.span, unknown_directive, directive.text).label("expected `allow(rule)`");
  for (const Allowance& allowance : context.allowances.all()) {
    if (std::ranges::find(lint_names, allowance.rule) == lint_names.end()) {
      Diagnostic& diagnostic = context.report(allowance.span, unknown_lint, allowance.rule);
      diagnostic.label("not a rule");
      if (const auto near = context.nearest(allowance.rule, {lint_names.begin(), lint_names.end()}))
        diagnostic.fix(fmt::format("there is a rule `{}`", *near), allowance.span, *near);
    } else if (!allowance.is_used) {
      context.report(allowance.span, unused_allow, allowance.rule).label("silences nothing");
    }
  }
}

}  // namespace vmt::checking
