// The first walk over the files: what they declare, before anything is looked into, so that the order of
// machines, functions and tests does not matter.
#pragma once

#include "check/files.hpp"

namespace vmt::checking {

// What kind of script it is decides where its statements run.
enum class Script : std::uint8_t {
  tests,     // has `test`: each is a body of its own
  one_test,  // has statements and no `test`: they are the body of its only test
  library,   // only declares, for others to use
};
Script kind_of(const ast::File& file);

void declare_names(Context& context, const Files& files);

// The value of a `machine` count: `worker[3]`.
inline constexpr std::int64_t most_machines = 100;

}  // namespace vmt::checking
