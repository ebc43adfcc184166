// The names that the files of one program declare at their top: what every body can see.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "check/program.hpp"
#include "source/source.hpp"

namespace vmt::checking {

// How a variable got its value, and so whether it may get another.
enum class Bound : std::uint8_t { let, var, parameter, loop };

// `machine web` is one machine; `machine worker[3]` is a list of `count`, numbered from `first`.
struct MachineName {
  std::uint32_t first = 0;
  std::uint32_t count = 1;
  bool is_list = false;
};
struct NetworkName {
  std::uint32_t index = 0;
};
struct FunctionName {
  std::uint32_t index = 0;
};  // Context::signatures and Program::functions
struct GlobalName {
  program::Slot slot;
  Type type = Kind::unknown;
  Bound bound = Bound::let;
  bool is_ready = false;  // its binding has been checked; before that only functions may use it
};

struct FileName {
  std::string_view text;
  Span span;
  std::variant<MachineName, NetworkName, FunctionName, GlobalName> is;
  bool is_used = false;
  bool is_exported = false;  // of a file that others use; never reported as unused
};

// "machine", "network", "function", "variable": for messages.
std::string_view kind_of(const FileName& name);

// The host name by which guests know a machine: `db_1` is db-1, `worker[0]` is worker-0.
std::string host_name_of(std::string_view machine_name);

class FileNames {
public:
  // The name declared, or the earlier one with the same text when there is one.
  struct Declared {
    FileName& name;
    bool is_new;
  };
  Declared declare(FileName name);

  FileName* find(std::string_view text);
  const std::deque<FileName>& all() const { return names_; }

private:
  std::deque<FileName> names_;  // Not a vector: pointers to names are kept.
  std::unordered_map<std::string_view, FileName*> by_text_;
};

}  // namespace vmt::checking
