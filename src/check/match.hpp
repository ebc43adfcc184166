// Which phrase a command is, or why it is none. Looks at words and at the kinds of operands only; what
// the operands hold is checked afterwards, once, against the phrase that was chosen.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "check/body.hpp"

namespace vmt::checking {

// One piece of a command as it was written: a bare name, any other expression, or the trailing block.
struct Given {
  Span span;
  const ast::Name* name = nullptr;
  const ast::Expression* expression = nullptr;
  const ast::Block* block = nullptr;
  std::optional<Type> hint;  // the type where it is plain to see; nothing for an undeclared name

  std::string_view word() const { return name ? std::string_view(name->text) : std::string_view(); }
};

std::vector<Given> given_by(const Body& body, const ast::Command& command);
Given given_by(const Body& body, const ast::Expression& expression);

inline constexpr std::size_t left_out = static_cast<std::size_t>(-1);

// How far one shape goes with a command.
struct Attempt {
  const Shape* shape = nullptr;
  bool is_complete = false;
  std::vector<std::size_t> given_of;   // by piece of the shape: which one was given, or `left_out`
  std::uint32_t doubts = 0;            // operands that do not look as if they belonged there
  std::size_t stopped_at = 0;          // the first given piece that did not fit
  const ShapePiece* wanted = nullptr;  // what should have stood there; null: nothing more
};

Attempt attempt(const Shape& shape, std::span<const Given> given);

// Is it a command, each operand of which is what belongs there?
bool fits_well(const Attempt& attempt, std::span<const Given> given);

// The attempt of the shape that fits best. Without a complete one, nothing fits.
Attempt best_attempt(std::span<const Shape* const> shapes, std::span<const Given> given);

// Says why none of the shapes fits: one message, at the first piece that goes wrong. `so_far` is what
// is written before the first piece: "" or `web.succeed`.
void report_mismatch(Body& body, std::span<const Shape* const> shapes, std::span<const Given> given,
                     Span whole, std::string_view so_far);

}  // namespace vmt::checking
