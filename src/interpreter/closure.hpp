// A small function `x => ...` as a value: its body, and the variables it captured when it was made.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "check/program.hpp"

namespace vmt {

class Closure {
public:
  std::uint32_t parameter_count = 0;
  std::vector<Value> frame;  // as long as the body needs; captured values already in place
  std::shared_ptr<const program::Expression> body;
};

}  // namespace vmt
