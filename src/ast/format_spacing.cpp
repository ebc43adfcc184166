#include "ast/format_spacing.hpp"

#include "grammar/words.hpp"

namespace vmt {
namespace {

bool opens(const Token& token) {
  return token.is("(") || token.is("[") || token.is("{");
}
bool closes(const Token& token) {
  return token.is(")") || token.is("]") || token.is("}");
}

// Whether the token can be the end of a value.
bool ends_value(const Token* before, const Token& token) {
  if (token.kind == TokenKind::sign) return closes(token);
  if (token.kind != TokenKind::word) return true;
  const bool is_value = token.text == "true" || token.text == "false" || token.text == "nothing";
  return is_value || !grammar::is_reserved(token.text) || (before && before->is("."));
}

}  // namespace

// In a command `a - b` and `a-b` subtract, while `a -b` has two operands.
bool is_negation(const Token* before, const Token& minus) {
  if (!before || !ends_value(nullptr, *before)) return true;
  return !minus.is_glued && minus.glues_next;
}

bool has_blank_between(const Token* before, const Token& left, const Token& right, Bracket around) {
  if (right.is(",") || right.is(".") || right.is("..") || right.is(":") || right.is(";")) return false;
  if (left.is(".") || left.is("..")) return false;
  if (left.is("{") && right.is("}")) return false;
  if (opens(left) || closes(right)) {
    const bool is_block = around == Bracket::block;
    if ((opens(left) && !left.is("{")) || (closes(right) && !right.is("}"))) return false;
    return is_block;
  }
  if (left.is("-") && is_negation(before, left)) return false;
  // A call and an index are written without a blank; an operand in brackets has one. The author knew which.
  if (right.is("(") || right.is("[")) return !right.is_glued || !ends_value(before, left);
  return true;
}

}  // namespace vmt
