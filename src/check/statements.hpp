// Statements: what a test, a function or a block in braces does, one after the other.
#pragma once

#include <span>

#include "check/body.hpp"

namespace vmt::checking {

// Declarations stand at the top of a file, and are checked there. A binding is none.
bool is_declaration(const ast::Statement& statement);

// The statements of a block, in a scope of their own.
program::Statements check_block(Body& body, const ast::Block& block);

// The same without a scope: the caller has opened one, and may have declared names in it.
void check_statements(Body& body, std::span<const ast::Statement> statements, program::Statements& checked);

// A block that somebody else runs, such as the one of `expect failure` or of a command: `break`,
// `continue` and `return` cannot leave it. Gives its place in Program::blocks. `barrier` names it.
std::uint32_t check_inner_block(Body& body, const ast::Block& block, std::string_view barrier);
void put_barrier(Body& body, std::string_view word);

// A shorter time around makes a longer one inside pointless. Call in the scope that the limit is for.
void note_limit(Body& body, const program::Expression& limit);

// Names and values: assignments.cpp
program::Statement check_binding(Body& body, const ast::Binding& binding, Span span);
program::Statement check_assignment(Body& body, const ast::Assign& assign, Span span);

// Leaving loops and functions: leaving.cpp
program::Statement check_break(Body& body, Span span);
program::Statement check_continue(Body& body, Span span);
program::Statement check_return(Body& body, const ast::Return& statement, Span span);
// Does what stands behind this statement, or behind the last of these, never run?
bool leaves(const program::Statement& statement);
bool leave(const program::Statements& statements);

// Lints about single statements: habits.cpp
void check_sleep(Body& body, Span span, const ast::Statement* next);
void check_effect(Body& body, const ast::Expression& written, const program::Expression& checked);

}  // namespace vmt::checking
