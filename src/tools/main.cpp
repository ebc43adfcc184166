// vmt: the command line.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <new>

#include "tools/tools.hpp"

namespace {

int dispatch(const std::vector<std::string>& arguments) {
  if (!arguments.empty())
    for (const auto& tool : vmt::tools::all_tools())
      if (tool.name == arguments.front()) return tool.run({arguments.begin() + 1, arguments.end()});
  return vmt::tools::run_command(arguments);
}

}  // namespace

// Whatever arrives here is a fault of vmt: scripts have diagnostics, tests have failures.
int main(int argument_count, char** arguments) try {
  return dispatch({arguments + 1, arguments + argument_count});
} catch (const std::bad_alloc&) {
  fmt::print(stderr, "vmt: there is no memory left\n");
  return static_cast<int>(vmt::tools::ExitStatus::infrastructure);
} catch (const std::exception& error) {
  fmt::print(stderr, "vmt: a fault of vmt itself, please report it: {}\n", error.what());
  return static_cast<int>(vmt::tools::ExitStatus::internal);
}
