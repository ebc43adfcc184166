// What results and failures have behind a dot, besides methods.
#pragma once

#include <string_view>
#include <vector>

#include "language/type.hpp"

namespace vmt::checking {

// In the order of the manual; empty for values without any.
std::vector<std::string_view> fields_of(Type object);

}  // namespace vmt::checking
