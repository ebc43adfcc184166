// The tests of a program as they are run: one for each turn of a loop, each as often as asked.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "interpreter/interpreter.hpp"

namespace vmt {

struct Case {
  const program::Test* test = nullptr;
  std::optional<Value> item;         // of a test with a loop
  std::string name;                  // as reports show it; no two cases have the same
  std::optional<std::size_t> after;  // the case that it begins at the end of; nothing: at the end of `setup`
  std::string not_run_because;       // it can't begin; empty: it can
};

// In the order of the file. `repeat`: how often each runs. Throws Failure where a title or a list can't be
// evaluated.
std::vector<Case> make_cases(World& world, const std::vector<Value>& globals, std::size_t repeat);

}  // namespace vmt
