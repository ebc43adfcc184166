// Texts with `#{...}` in them: plain ones, and those that a shell will read.
#pragma once

#include "check/body.hpp"

namespace vmt::checking {

program::Expression check_text(Body& body, const ast::Text& text, Span span);

// Reads the literal parts as shell text, so that each value is quoted for the place it stands in.
program::Expression check_command_text(Body& body, const ast::Text& text, Span span);

}  // namespace vmt::checking
