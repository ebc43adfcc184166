// Functions and phrases of the script.
#pragma once

#include "check/context.hpp"

namespace vmt::checking {

// The head: name, parameters, result. Adds to Context::signatures and Program::functions.
void declare_function(Context& context, const ast::Function& function);
void declare_phrase(Context& context, const ast::Phrase& phrase);

// The bodies, in the order in which they were declared; call when every file-level name has its type.
void check_function(Context& context, const ast::Function& function, std::uint32_t index);
void check_phrase(Context& context, const ast::Phrase& phrase, std::uint32_t index);

}  // namespace vmt::checking
