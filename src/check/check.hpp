// ast::File + Catalogue -> Program, with every problem found in one run and nothing started.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ast/ast.hpp"
#include "check/program.hpp"
#include "diagnostic/diagnostic.hpp"
#include "language/form.hpp"

namespace vmt {

// Statements that are checked as if they stood before a statement of the script: what a person types while
// the script stands still there, or, without any, the question which names can be used there.
struct Interjection {
  Span place;  // of the statement of the script
  // In order; only the last ones go into the program (Program::interjected), the earlier ones have run.
  std::vector<std::span<const ast::Statement>> typed;
  std::size_t block_count = 0;  // Program::blocks of the script alone: theirs come behind
};

struct CheckOptions {
  Catalogue catalogue;
  // Reads the file that `use` names, into the sources of the run; null when it cannot be read. `from` is
  // the script that says `use`. Called once per file.
  std::function<const Source*(const std::string& path, const Source& from)> load;
  // The same for a module of the standard library, such as "std.http"; null when there is none.
  std::function<const Source*(std::string_view name)> load_module;
  std::vector<std::string_view> modules;  // their names, for "did you mean"
  std::optional<Interjection> interjection;
};

// The program; complete only when no error was reported.
program::Program check(const ast::File& file, const CheckOptions& options, Diagnostics& diagnostics);

}  // namespace vmt
