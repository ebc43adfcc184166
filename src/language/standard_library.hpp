// The standard library: what a script loads with `use std.http`. Its modules are the files of stdlib/,
// written in vmt themselves and built into the program.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace vmt {

struct Module {
  std::string_view name;  // "std.http"
  std::string_view text;
};

// In alphabetical order.
std::span<const Module> standard_library();

inline std::vector<std::string_view> module_names() {
  std::vector<std::string_view> names;
  for (const Module& module : standard_library()) names.push_back(module.name);
  return names;
}

}  // namespace vmt
