// What is typed while a script stands still, checked in the middle of the script's own statements.
#pragma once

#include "check/body.hpp"

namespace vmt::checking {

// Checks the interjection of the options when it stands before this statement, with all names of that place
// in scope.
void check_interjection(Body& body, const ast::Statement& next);

}  // namespace vmt::checking
