// `setup` and `test`.
#pragma once

#include "check/files.hpp"

namespace vmt::checking {

// Program::setup and Program::tests of a script that has tests, and the setups of the files it uses.
void check_setups(Context& context, const Files& files);
void check_tests(Context& context, const ast::File& file);

}  // namespace vmt::checking
