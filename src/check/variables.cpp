#include "check/variables.hpp"

#include "check/problems.hpp"

namespace vmt::checking {

namespace {

constexpr std::string_view host_name = "host";
constexpr std::string_view nothing_name = "nothing";

Type type_of_machines(const MachineName& machine) {
  return machine.is_list ? Type::list_of(Kind::machine) : Type(Kind::machine);
}

program::Expression load_machines(const MachineName& machine, Span span) {
  if (!machine.is_list) return constant(span, Kind::machine, MachineValue{machine.first});
  ListValue list;
  for (std::uint32_t i = 0; i < machine.count; ++i) list.push_back(MachineValue{machine.first + i});
  return constant(span, type_of_machines(machine), std::move(list));
}

// `list.map(double)`: a function of the script where a small function is wanted.
program::Expression function_as_value(const Context& context, const FunctionName& function, Span span) {
  const Signature& signature = context.signatures[function.index];
  program::CallFunction call{function.index, {}};
  const auto count = static_cast<std::uint32_t>(signature.parameters.size());
  for (std::uint32_t i = 0; i < count; ++i)
    call.arguments.push_back(
        expression(span, signature.parameters[i].wanted.type, program::Load{{false, i}}));
  auto body =
      std::make_shared<const program::Expression>(expression(span, signature.result, std::move(call)));
  return expression(span, Type::function_to(signature.result),
                    program::MakeClosure{count, count, {}, std::move(body)});
}

program::Expression load_global(Body& body, const FileName& name, const GlobalName& global, Span span) {
  // Bodies of functions are checked, and run, when every file-level name has its value.
  if (!global.is_ready) {
    body.context()
        .report(span, used_before_bound, name.text)
        .label("has no value yet")
        .label(name.span, "gets its value here");
    return broken(span);
  }
  if (body.is_before_run && !body.context().early_globals.contains(global.slot.index)) {
    body.context()
        .report(span, known_too_late, name.text)
        .label("settings are read before anything runs")
        .label(name.span, "gets its value when the test runs");
    return broken(span);
  }
  return expression(span, global.type, program::Load{global.slot});
}

program::Expression load_file_name(Body& body, FileName& name, Span span) {
  name.is_used = true;
  if (const auto* machine = std::get_if<MachineName>(&name.is)) return load_machines(*machine, span);
  if (const auto* network = std::get_if<NetworkName>(&name.is))
    return constant(span, Kind::network, NetworkValue{network->index});
  if (const auto* function = std::get_if<FunctionName>(&name.is))
    return function_as_value(body.context(), *function, span);
  return load_global(body, name, std::get<GlobalName>(name.is), span);
}

// The names that would do in a place of this role.
std::vector<std::string_view> candidates_for(const Body& body, const FileNames& names, Role role) {
  std::vector<std::string_view> candidates;
  for (const FileName& name : names.all()) {
    const bool is_machine = std::holds_alternative<MachineName>(name.is);
    const bool is_network = std::holds_alternative<NetworkName>(name.is);
    if ((is_machine && takes_network(role) && !takes_machine(role)) ||
        (is_network && takes_machine(role) && !takes_network(role)))
      continue;
    candidates.push_back(name.text);
  }
  const auto locals = body.visible_names();
  candidates.insert(candidates.end(), locals.begin(), locals.end());
  if (!takes_machine(role) && !takes_network(role)) candidates.push_back(host_name);
  return candidates;
}

Diagnostic& report_unknown(Context& context, const ast::Name& name, Role role) {
  if (takes_machine(role) && takes_network(role)) return context.report(name.span, unknown_link, name.text);
  if (takes_machine(role)) return context.report(name.span, unknown_machine, name.text);
  if (takes_network(role)) return context.report(name.span, unknown_network, name.text);
  return context.report(name.span, unknown_name, name.text);
}

}  // namespace

program::Expression expression(Span span, Type type, decltype(program::Expression::node) node) {
  return {span, type, std::move(node)};
}

program::Expression constant(Span span, Type type, Value value) {
  return {span, type, program::Constant{std::move(value)}};
}

program::Expression broken(Span span) {
  return constant(span, Kind::unknown, {});
}

program::ExpressionPtr pointer_to(program::Expression expression) {
  return std::make_unique<program::Expression>(std::move(expression));
}

const Value* constant_value(const program::Expression& expression) {
  const auto* constant = std::get_if<program::Constant>(&expression.node);
  return constant && !expression.type.is(Kind::unknown) ? &constant->value : nullptr;
}

program::Expression load(Body& body, const ast::Name& name, Role role) {
  if (Local* local = body.find(name.text)) {
    local->is_used = true;
    return expression(name.span, local->type, program::Load{{false, local->slot}});
  }
  if (FileName* declared = body.context().names.find(name.text))
    return load_file_name(body, *declared, name.span);
  if (name.text == host_name) return constant(name.span, Kind::host, HostValue{});
  // What JSON calls null; of any type, so that it can be compared with everything.
  if (name.text == nothing_name) return constant(name.span, Kind::any, {});
  report_unknown_name(body, name, role);
  return broken(name.span);
}

std::optional<Type> type_of_name(const Body& body, std::string_view name) {
  if (const Local* local = body.peek(name)) return local->type;
  if (const FileName* declared = body.context().names.find(name)) {
    if (const auto* machine = std::get_if<MachineName>(&declared->is)) return type_of_machines(*machine);
    if (std::holds_alternative<NetworkName>(declared->is)) return Type(Kind::network);
    if (const auto* global = std::get_if<GlobalName>(&declared->is)) return global->type;
    return Type::function_to(Kind::unknown);
  }
  if (name == host_name) return Type(Kind::host);
  if (name == nothing_name) return Type(Kind::any);
  return std::nullopt;
}

bool report_too_early(Body& body, const ast::Name& name) {
  const Span later = body.bound_later(name.text);
  if (!later.is_somewhere()) return false;
  body.context()
      .report(name.span, used_before_bound, name.text)
      .label("has no value yet")
      .label(later, "gets its value here");
  return true;
}

void report_unknown_name(Body& body, const ast::Name& name, Role role) {
  Context& context = body.context();
  if (report_too_early(body, name)) return;
  if (!context.is_first_mention(name.text)) return;
  const auto near = context.nearest(name.text, candidates_for(body, context.names, role));
  Diagnostic& diagnostic = report_unknown(context, name, role).label("not found in this file");
  if (!near && type_of(role).is(Kind::text))
    diagnostic.fix("a text stands in quotes", name.span, fmt::format("\"{}\"", name.text));
  if (!near) return;
  // It is used, under a mistyped name.
  Local* const local = body.find(*near);
  FileName* const declared = local ? nullptr : context.names.find(*near);
  if (local) local->is_used = true;
  if (declared) declared->is_used = true;
  const std::string_view kind = declared ? kind_of(*declared) : "variable";
  if (declared)
    diagnostic.label(declared->span, fmt::format("a {} with a similar name is declared here", kind));
  diagnostic.fix(fmt::format("there is a {} named `{}`", kind, *near), name.span, *near);
}

}  // namespace vmt::checking
