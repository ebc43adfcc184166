// Names in expressions: variables, machines, networks, functions, `host`.
#pragma once

#include "check/body.hpp"

namespace vmt::checking {

program::Expression expression(Span span, Type type, decltype(program::Expression::node) node);
program::Expression constant(Span span, Type type, Value value);
// Stands where an expression was wrong; its type fits everywhere, so nothing more is reported.
program::Expression broken(Span span);
program::ExpressionPtr pointer_to(program::Expression expression);

// The value that is known before the run; null for one that is not.
const Value* constant_value(const program::Expression& expression);

// The value of a name. `role` is what the place wants: it decides how an unknown name is reported, and
// which names it is compared with.
program::Expression load(Body& body, const ast::Name& name, Role role = Role::any);

// The type a name would have; nothing when it is unknown. Reports nothing and marks nothing as used.
std::optional<Type> type_of_name(const Body& body, std::string_view name);

void report_unknown_name(Body& body, const ast::Name& name, Role role);

// Says that the name is used before it has a value, when it is bound further down. True: that was it.
bool report_too_early(Body& body, const ast::Name& name);

}  // namespace vmt::checking
