// How far a copy between host and guest is.
#pragma once

#include <cstdint>
#include <functional>

namespace vmt::machine {

struct CopyProgress {
  std::uint64_t carried_bytes = 0;
  std::uint64_t total_bytes = 0;  // 0: not known, as of a folder of the guest
};

// Called on the thread that copies, after each piece of at most 64 KiB; may be empty.
using OnCopied = std::function<void(const CopyProgress&)>;

}  // namespace vmt::machine
