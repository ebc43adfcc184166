// One visitor from several lambdas, for std::visit without a default branch.
#pragma once

namespace vmt {

template <typename... Functions>
struct overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
overloaded(Functions...) -> overloaded<Functions...>;

}  // namespace vmt
