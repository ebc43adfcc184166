// Commands, methods and calls: bound to a row of the catalogue or to a function of the script.
#pragma once

#include <span>

#include "check/body.hpp"
#include "check/match.hpp"

namespace vmt::checking {

program::Expression check_command(Body& body, const ast::Command& command, Span span);
program::Expression check_member(Body& body, const ast::Member& member, Span span);
program::Expression check_call(Body& body, const ast::Call& call, Span span);

// The value of what stands before the `.`; `method` decides how an unknown name is called.
program::Expression check_receiver(Body& body, const ast::Expression& object, std::string_view method);

// The shapes of this name that take such a receiver.
std::vector<const Shape*> methods_of(const Context& context, std::string_view name, Type receiver);

// The operands of a complete attempt, checked, in a call of the row or of the script's phrase.
program::Expression bind_call(Body& body, const Attempt& attempt, std::span<const Given> given,
                         program::ExpressionPtr receiver, Span span);

// The same for a phrase with all its operands, where only a row's call is wanted: a setting.
program::CallForm bind_form(Body& body, const Attempt& attempt, std::span<const Given> given,
                            program::ExpressionPtr receiver);

// `web.succeed("true", as: "ada")`: arguments to the pieces of a shape. An attempt that is not complete
// was reported.
Attempt place_arguments(Body& body, const Shape& shape, const ast::Call& call, std::span<const Given> given,
                        std::string_view name);

// A method that no row has. Reports, with the nearest name or the vmt way of a habit from elsewhere.
void report_unknown_method(Body& body, const ast::Name& method, Type receiver, Span receiver_span, Span whole,
                           std::span<const Given> given);

// Operands of a command that could not be bound: their names are looked up, so that nothing is called
// unused for that reason.
void look_at_operands(Body& body, std::span<const Given> given);

}  // namespace vmt::checking
