#include "tools/pause/typed.hpp"

#include <algorithm>

#include "ast/parse.hpp"
#include "check/check.hpp"

namespace vmt::tools {
namespace {

constexpr auto unclosed = "V0002";
constexpr auto unclosed_text = "V0003";

// Only what binds a name matters to what is typed next.
bool binds(const ast::Statement& statement) {
  return std::holds_alternative<ast::Binding>(statement.node);
}

}  // namespace

void TypedStatements::stand(const StandingBranch& branch) {
  place_ = branch.place();
  earlier_.clear();
  for (std::size_t i = 0; i < scripts_.programs.size(); ++i)
    if (&scripts_.programs[i] == &branch.program()) script_ = &scripts_.files[i];
  block_count_ = branch.program().blocks.size();
}

program::Program& TypedStatements::check_here(std::span<const ast::Statement> typed) {
  auto options = scripts_.options;
  options.interjection = Interjection{place_, earlier_, block_count_};
  options.interjection->typed.push_back(typed);
  return programs_.emplace_back(vmt::check(*script_, options, diagnostics_));
}

TypedStatements::Checked TypedStatements::check(const std::string& text) {
  Checked checked;
  diagnostics_ = {};
  const Source& source = scripts_.sources.add("<typed>", text);
  const auto& file = files_.emplace_back(parse(source, diagnostics_));
  checked.is_unfinished = std::ranges::any_of(diagnostics_.all(), [&](const Diagnostic& each) {
    return each.code == unclosed || (each.code == unclosed_text && text.find("\"\"\"") != text.npos);
  });
  const auto* program = diagnostics_.has_errors() ? nullptr : &check_here(file.body.statements);
  for (const Diagnostic& each : diagnostics_.all())
    if (each.primary.span.source == &source && each.severity == Severity::error)
      checked.problems.push_back(each);
  if (checked.problems.empty() && program && program->interjected) checked.program = program;
  return checked;
}

void TypedStatements::has_run() {
  const std::span<const ast::Statement> typed = files_.back().body.statements;
  if (std::ranges::any_of(typed, binds)) earlier_.push_back(typed);
}

program::Interjected TypedStatements::in_scope() {
  diagnostics_ = {};
  auto found = std::move(check_here({}).interjected);
  programs_.pop_back();
  return found ? std::move(*found) : program::Interjected{};
}

}  // namespace vmt::tools
