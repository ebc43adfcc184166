// `let`, `var` and `=`.
#include "check/expressions.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"
#include "check/variables.hpp"

namespace vmt::checking {

namespace {

// The word before the name: the `let` of `let x = ...`.
Span word_before(Span name, std::string_view word) {
  const std::string_view text = name.source->text().substr(0, name.begin);
  const auto last = text.find_last_not_of(" \t");
  if (last == text.npos || !text.substr(0, last + 1).ends_with(word)) return before(name);
  return name.source->span(last + 1 - word.size(), last + 1);
}

void report_constant(Context& context, const ast::Name& name, Span bound_at) {
  Diagnostic& diagnostic = context.report(name.span, assigns_constant, name.text);
  diagnostic.label("cannot be assigned again").label(bound_at, "bound here, for good");
  const Span keyword = word_before(bound_at, "let");
  if (keyword.size() > 0)
    diagnostic.fix("`var` binds a name that may be assigned", keyword, "var",
                   Applicability::machine_applicable);
}

void report_fixed(Context& context, const ast::Name& name, Span declared, std::string_view what) {
  context.report(name.span, cannot_be_assigned, name.text, what)
      .label("cannot be assigned")
      .label(declared, "declared here");
}

void report_outside(Context& context, const ast::Name& name, Span bound_at) {
  context.report(name.span, assigned_in_parallel, name.text)
      .label("bound outside of the `parallel`")
      .label(bound_at, "bound here")
      .note("branches that run at the same time have their own copies of the variables");
}

void report_unbound(Body& body, const ast::Assign& assign, Span span) {
  Context& context = body.context();
  if (report_too_early(body, assign.name)) return;
  if (!context.is_first_mention(assign.name.text)) return;
  auto candidates = body.visible_names();
  for (const FileName& name : context.names.all())
    if (std::holds_alternative<GlobalName>(name.is)) candidates.push_back(name.text);
  Diagnostic& diagnostic = context.report(assign.name.span, unknown_name, assign.name.text);
  diagnostic.label("not bound before");
  if (const auto near = context.nearest(assign.name.text, candidates))
    diagnostic.fix(fmt::format("there is a variable named `{}`", *near), assign.name.span, *near);
  diagnostic.fix("`let` binds a new name", before(span), "let ");
}

// A list that began as `[]` is settled by the first value that says what it holds.
void settle(Type& known, Type assigned) {
  if (const auto common = common_type(known, assigned)) known = *common;
}

program::Expression check_assigned(Body& body, const ast::Assign& assign, Type known, Span bound_at) {
  auto value = check_value(body, *assign.value);
  if (fits(value.type, known)) return value;
  body.context()
      .report(value.span, assigns_other_type, assign.name.text, show(known), show(value.type))
      .label(fmt::format("this is {}", with_article(value.type)))
      .label(bound_at, fmt::format("bound to {}", with_article(known)));
  return broken(value.span);
}

std::string_view what_is(Bound bound) {
  return bound == Bound::parameter ? "parameter" : "variable of a loop";
}

program::Statement assign_local(Body& body, const ast::Assign& assign, const Local& found, Span span) {
  Context& context = body.context();
  // A copy: checking the value may add locals, and move them.
  const Local local = found;
  if (local.bound == Bound::let)
    report_constant(context, assign.name, local.span);
  else if (local.bound != Bound::var)
    report_fixed(context, assign.name, local.span, what_is(local.bound));
  else if (local.parallel != body.around.parallel)
    report_outside(context, assign.name, local.span);
  auto value = check_assigned(body, assign, local.type, local.span);
  if (Local* bound = body.find(assign.name.text)) settle(bound->type, value.type);
  return {span, program::Store{{false, local.slot}, pointer_to(std::move(value))}};
}

program::Statement assign_global(Body& body, const ast::Assign& assign, FileName& name, Span span) {
  Context& context = body.context();
  auto* global = std::get_if<GlobalName>(&name.is);
  if (!global) {
    report_fixed(context, assign.name, name.span, kind_of(name));
    return {span, program::Evaluate{pointer_to(check_value(body, *assign.value))}};
  }
  if (global->bound == Bound::let)
    report_constant(context, assign.name, name.span);
  else if (global->bound != Bound::var)
    report_fixed(context, assign.name, name.span, "parameter");
  else if (!global->is_ready)
    context.report(assign.name.span, used_before_bound, name.text)
        .label("not bound yet")
        .label(name.span, "bound here");
  else if (body.around.parallel > 0)
    report_outside(context, assign.name, name.span);
  auto value = check_assigned(body, assign, global->type, name.span);
  settle(global->type, value.type);
  return {span, program::Store{global->slot, pointer_to(std::move(value))}};
}

}  // namespace

program::Statement check_binding(Body& body, const ast::Binding& binding, Span span) {
  auto value = check_value(body, *binding.value);
  const Bound bound = binding.kind == ast::Bind::let ? Bound::let : Bound::var;
  if (body.is_whole_file && body.is_at_top()) {
    FileName* name = body.context().names.find(binding.name.text);
    auto* global = name ? std::get_if<GlobalName>(&name->is) : nullptr;
    // Another name of this text was declared first, and that was reported.
    if (!global || name->span != binding.name.span)
      return {span, program::Evaluate{pointer_to(std::move(value))}};
    global->type = value.type;
    global->is_ready = true;
    return {span, program::Store{global->slot, pointer_to(std::move(value))}};
  }
  const Type type = value.type;
  const std::uint32_t slot = body.declare(binding.name, type, bound).slot;
  return {span, program::Store{{false, slot}, pointer_to(std::move(value))}};
}

program::Statement check_assignment(Body& body, const ast::Assign& assign, Span span) {
  if (const Local* local = body.find(assign.name.text)) return assign_local(body, assign, *local, span);
  if (FileName* name = body.context().names.find(assign.name.text))
    return assign_global(body, assign, *name, span);
  report_unbound(body, assign, span);
  return {span, program::Evaluate{pointer_to(check_value(body, *assign.value))}};
}

}  // namespace vmt::checking
