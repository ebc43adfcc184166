// What `setup` can come to, read from the program: the text that decides what it does, and what is in the way
// of keeping its machines for another run. Nothing runs.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "check/program.hpp"

namespace vmt {

struct SetupReach {
  // Settings, `setup`, and every function, phrase and file-level value that they use. Comments, other
  // functions and tests are not in it.
  std::string text;
  std::set<std::uint32_t> globals;  // that they read
  // Why the machines can't be kept, as the end of "because ..."; empty: they can.
  std::string why_not_kept;
};

SetupReach reach_of_setup(const program::Program& program);

}  // namespace vmt
