// The operators on ints. Here, and not in operators.cpp, because loops are made of them.
#pragma once

#include <cstdint>

#include "ast/ast.hpp"

namespace vmt {

[[noreturn]] void result_is_too_large();
[[noreturn]] void division_by_zero();
[[noreturn]] void no_such_operator();

inline std::int64_t add(std::int64_t left, std::int64_t right) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(left, right, &sum)) result_is_too_large();
  return sum;
}

inline std::int64_t subtract(std::int64_t left, std::int64_t right) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(left, right, &difference)) result_is_too_large();
  return difference;
}

inline std::int64_t multiply(std::int64_t left, std::int64_t right) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(left, right, &product)) result_is_too_large();
  return product;
}

inline std::int64_t divide(std::int64_t left, std::int64_t right) {
  if (right == 0) division_by_zero();
  if (right == -1) return subtract(0, left);
  return left / right;
}

inline std::int64_t remainder(std::int64_t left, std::int64_t right) {
  if (right == 0) division_by_zero();
  return right == -1 ? 0 : left % right;
}

// The operators that give an int.
inline std::int64_t arithmetic(ast::Operator op, std::int64_t left, std::int64_t right) {
  switch (op) {
    case ast::Operator::add: return add(left, right);
    case ast::Operator::subtract: return subtract(left, right);
    case ast::Operator::multiply: return multiply(left, right);
    case ast::Operator::divide: return divide(left, right);
    case ast::Operator::remainder: return remainder(left, right);
    default: no_such_operator();
  }
}

// The operators that give a bool.
inline bool compare(ast::Operator op, std::int64_t left, std::int64_t right) {
  switch (op) {
    case ast::Operator::equal: return left == right;
    case ast::Operator::not_equal: return left != right;
    case ast::Operator::less: return left < right;
    case ast::Operator::less_equal: return left <= right;
    case ast::Operator::greater: return left > right;
    case ast::Operator::greater_equal: return left >= right;
    default: no_such_operator();
  }
}

}  // namespace vmt
