// Walking a finished program: for questions that are asked of whole bodies.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "check/program.hpp"

namespace vmt::checking {

using VisitExpression = std::function<void(const program::Expression&)>;

// Calls `visit` for the expression and for all in it, the inner ones first, in the order in which they
// are evaluated. Bodies of small functions and blocks of commands are among them.
void visit_expressions(const program::Program& program, const program::Expression& expression,
                       const VisitExpression& visit);
void visit_expressions(const program::Program& program, const program::Statements& statements,
                       const VisitExpression& visit);

// The operands of a call of a row that are named by the hole; null when left out.
const program::Expression* operand_of(const program::CallForm& call, std::string_view hole);

// The machines that an operand names, alone or in a list; none when some of them are only known in the run.
std::vector<std::uint32_t> machines_in(const program::Expression& operand);

// Which functions make a call of some kind, themselves or through others.
class Reach {
public:
  using IsMeant = std::function<bool(const program::CallForm&)>;
  Reach(const program::Program& program, IsMeant is_meant);

  bool is_made_by(std::uint32_t function) const { return functions_[function]; }
  bool is_made_in(const program::Expression& expression) const;
  bool is_made_in(const program::Statements& statements) const;

private:
  bool is_made_at(const program::Expression& expression) const;

  const program::Program& program_;
  IsMeant is_meant_;
  std::vector<bool> functions_;
};

// Does the call act on a machine or on what machines share? Methods of values and functions do not.
bool acts_on_machine(const program::CallForm& call, const Catalogue& catalogue);

}  // namespace vmt::checking
