// Which tests of a program run, and in which order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "interpreter/cases.hpp"

namespace vmt {

// What is known of a test from its last run.
struct Record {
  double seconds = 0;
  bool failed = false;
};
using Records = std::map<std::string, Record>;  // by the test's name

struct Selection {
  std::vector<std::string> filters;  // parts of names, whatever the case of letters; any of them
  std::vector<std::string> tags;     // any of them; "!slow": not this one
  bool only_failed = false;  // in the last run
  std::optional<std::set<std::string>> names;  // these only; nothing: whatever their names
};

struct ListedTest {
  std::string script;
  std::string name;
  std::vector<std::string> tags;
  std::string after;  // the name of the test it comes after; empty: `setup`
  std::size_t line = 0;
};

// Whether each of the cases is chosen for its own sake.
std::vector<bool> chosen(const std::vector<Case>& all, const Selection& selection, const Records& records);

// The chosen cases, and those that they come after, in the order of `all`. With a seed in a random order
// that it decides; a test still stands behind the one that it comes after.
std::vector<Case> select(const std::vector<Case>& all, const Selection& selection, const Records& records,
                         std::optional<std::uint64_t> seed);

}  // namespace vmt
