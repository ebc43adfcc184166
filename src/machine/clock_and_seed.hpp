// What a guest needs to be told when it has just been booted or copied.
#pragma once

#include <string>

namespace vmt::machine {

// The payload of a `set_clock` frame (agent/protocol.hpp): the host's time, and random bytes for the guest's pool.
std::string clock_and_seed();

}  // namespace vmt::machine
