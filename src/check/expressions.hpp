// Expressions: what an operand, a condition or the right side of `=` may be.
#pragma once

#include <span>

#include "check/body.hpp"
#include "check/variables.hpp"

namespace vmt::checking {

program::Expression check_expression(Body& body, const ast::Expression& written);

// The same for a place that wants a role: text is read as a command, a path or a pattern where the role
// says so, a literal is held against its range, and a type that does not fit is reported.
program::Expression check_wanted(Body& body, const ast::Expression& written, Wanted wanted);
// For a bare name in a command.
program::Expression check_wanted(Body& body, const ast::Name& written, Wanted wanted);

// An expression whose value is needed: reports one that gives nothing.
program::Expression check_value(Body& body, const ast::Expression& written);

// A bool; there is no truthiness, but a proposal of what was meant.
program::Expression check_condition(Body& body, const ast::Expression& written);

// A duration longer than nothing.
program::ExpressionPtr check_duration(Body& body, const ast::Expression& written);

// `x => ...`, which will be called with values of these types. Fewer types than parameters are filled up
// with `any`.
program::Expression check_lambda(Body& body, const ast::Lambda& lambda, Span span,
                                 std::span<const Type> given);

// Operators: operators.cpp
program::Expression check_unary(Body& body, const ast::Unary& unary, Span span);
program::Expression check_binary(Body& body, const ast::Binary& binary, Span span);

// Literals that hold others: collections.cpp
program::Expression check_list(Body& body, const ast::List& list, Span span);
program::Expression check_map(Body& body, const ast::Map& map, Span span);
program::Expression check_range(Body& body, const ast::Range& range, Span span);
program::Expression check_index(Body& body, const ast::Index& index, Span span);

// The one type that holds both, such as the items of a list; nothing when there is none.
std::optional<Type> common_type(Type first, Type second);

}  // namespace vmt::checking
