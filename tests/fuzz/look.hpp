// What has to hold of every problem, whatever script it is about.
#pragma once

#include "diagnostic/diagnostic.hpp"

namespace vmt::test {

// Ends the program when it does not hold: that is what a fuzzer notices.
void require(bool holds, const char* what);

// The labels of a diagnostic lie in the text, and all of it can be drawn.
void look_at(const Diagnostic& diagnostic);

}  // namespace vmt::test
