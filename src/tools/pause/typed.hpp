// What a person types while a script stands still, checked where the script stands.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "interpreter/pause.hpp"
#include "tools/scripts.hpp"

namespace vmt::tools {

// Everything typed in one run. It is kept to the run's end, since values may point into it.
class TypedStatements {
public:
  explicit TypedStatements(Scripts& scripts) : scripts_(scripts) {}

  struct Checked {
    const program::Program* program = nullptr;  // null: something is wrong
    std::vector<Diagnostic> problems;           // in what was typed; warnings of the script are no news
    bool is_unfinished = false;                 // a bracket or a block is still open
  };

  // From now on statements stand where this branch does.
  void stand(const StandingBranch& branch);
  Checked check(const std::string& text);
  // What was checked last has run, so the names that it has bound are there for what comes next.
  void has_run();
  // The names and phrases that can be used now.
  program::Interjected in_scope();

private:
  program::Program& check_here(std::span<const ast::Statement> typed);

  Scripts& scripts_;
  Diagnostics diagnostics_;
  std::deque<ast::File> files_;
  std::deque<program::Program> programs_;
  Span place_;
  const ast::File* script_ = nullptr;
  std::size_t block_count_ = 0;
  std::vector<std::span<const ast::Statement>> earlier_;
};

}  // namespace vmt::tools
