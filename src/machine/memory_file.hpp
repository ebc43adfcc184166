// A guest's memory as a file that has no name: it is gone when the last process that has it open is.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "machine/descriptor.hpp"

namespace vmt::machine {

using MemoryFile = std::shared_ptr<const Descriptor>;

// Takes no room until it is written to. Throws Trouble (infrastructure).
MemoryFile make_memory_file(const std::string& name, std::int64_t size_bytes);

// The file once more, to be read from its beginning whatever others do. Throws Trouble (infrastructure).
Descriptor open_again(const Descriptor& file);

}  // namespace vmt::machine
