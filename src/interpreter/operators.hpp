// The operators of the language on values. The checker has matched the types; what is left to go wrong
// are values: a division by zero, a number too large, JSON of another shape.
#pragma once

#include <stdexcept>
#include <string>

#include "ast/ast.hpp"
#include "language/value.hpp"

namespace vmt {

// What an operator or an index cannot do with these values; the words are for the user. Becomes a
// Failure where the expression's place is known.
struct ValueError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Value apply_unary(ast::Operator op, const Value& operand);
Value apply_binary(ast::Operator op, const Value& left, const Value& right);

// `object[index]` of a list or a map; a negative index counts from the end.
Value element_of(const Value& object, const Value& index);

// `object.name` of a result, a failure or a map.
Value field_of(const Value& object, const std::string& name);

}  // namespace vmt
