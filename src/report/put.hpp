// Writing to somebody who may have gone: a closed terminal, a full disk. That is no reason to end a run,
// whose machines are waiting to be ended in good order; fmt::print would throw.
#pragma once

#include <cstdio>
#include <string_view>

namespace vmt::report {

inline void put(std::FILE* out, std::string_view text) {
  [[maybe_unused]] const auto written = std::fwrite(text.data(), 1, text.size(), out);
}

}  // namespace vmt::report
