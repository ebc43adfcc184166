// Writing values into shell text, quoted for the place they stand in (POSIX shell, XCU 2.2 and 2.7.4).
#pragma once

#include <string>

#include "check/program.hpp"

namespace vmt {

// `text` as it must be written at a place of that kind to come out as itself.
std::string quote_for_shell(const std::string& text, program::Quoting quoting);

}  // namespace vmt
