// What programs may still use of the host's memory.
#pragma once

#include <cstdint>

namespace vmt {

// Of the host, and of the control group that vmt runs in when that has a limit. A huge number when nobody
// can tell.
std::uint64_t available_memory_bytes();

// All that they could have if nobody else used any, with the room to swap. A huge number when nobody can tell.
std::uint64_t whole_memory_bytes();

}  // namespace vmt
