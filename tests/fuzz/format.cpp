#include <cstddef>
#include <cstdint>

#include "fuzz/drive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vmt::test::drive_format({reinterpret_cast<const char*>(data), size});
  return 0;
}
