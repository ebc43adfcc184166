#include "tools/pause/terminal_pauser.hpp"

#include <fmt/format.h>

#include "ide/complete.hpp"
#include "tools/pause/help.hpp"

namespace vmt::tools {
namespace {

constexpr auto prompt = "vmt> ";
constexpr auto prompt_inside = "...> ";

std::string without_blanks(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\n");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n") + 1 - begin);
}

void tell(StandingBranch& branch, report::Answered answer) {
  branch.events().emit(std::move(answer));
}

// "a.vmt:12"
std::string place_of(Span span) {
  return fmt::format("{}:{}", span.source->name(), span.source->position(span.begin).line);
}

}  // namespace

TerminalPauser::TerminalPauser(Scripts& scripts, Interrupt& interrupt, bool pauses_on_failure)
    : interrupt_(interrupt),
      pauses_on_failure_(pauses_on_failure),
      typed_(scripts),
      catalogue_(scripts.options.catalogue),
      editor_([this](std::string_view before) {
        std::vector<std::string> words;
        const auto in_scope = typed_.in_scope();
        for (auto& each :
             ide::complete(before, ide::Where::statement, {in_scope.names, in_scope.phrases}, catalogue_))
          words.push_back(std::move(each.label));
        return words;
      }) {}

void TerminalPauser::pause(StandingBranch& branch) {
  const std::lock_guard lock(one_at_a_time_);
  if (branch.run_is_over().stop_requested()) return;
  // Ctrl-C at the wrong moment ends nothing.
  const Interrupt::Diversion diversion(interrupt_, std::stop_source());
  typed_.stand(branch);
  greet(branch);
  for (;;) {
    const auto line = ask(branch, prompt);
    if (line.end == LineEnd::closed || line.end == LineEnd::stopped) break;
    if (line.end == LineEnd::entered && take(branch, line.text) == Then::go_on) break;
  }
  branch.events().emit(report::Paused{report::PauseStage::over, {}});
}

void TerminalPauser::greet(StandingBranch& branch) {
  const auto place = place_of(branch.place());
  branch.events().emit(report::Paused{
      report::PauseStage::begun,
      branch.failure()
          ? fmt::format("pause at {}, which has failed; `continue` goes on, `help` says more", place)
          : fmt::format("pause at {}; `continue` goes on, `help` says more", place)});
  if (branch.failure()) tell(branch, {{}, {branch.failure()->diagnostic}});
}

TypedLine TerminalPauser::ask(StandingBranch& branch, const std::string& with) {
  branch.events().emit(report::Paused{report::PauseStage::asking, {}});
  auto line = editor_.read(with, branch.run_is_over());
  if (line.end != LineEnd::entered) fmt::print("\n");
  std::fflush(stdout);
  branch.events().emit(report::Paused{report::PauseStage::running, {}});
  return line;
}

TerminalPauser::Then TerminalPauser::take(StandingBranch& branch, std::string text) {
  const auto word = without_blanks(text);
  if (word.empty()) return Then::ask;
  editor_.remember(text);
  if (word == "continue") return Then::go_on;
  if (word == "quit") {
    interrupt_.stop_run();
    return Then::go_on;
  }
  if (word == "help") {
    tell(branch, {std::string(prompt_help), {}});
    return Then::ask;
  }
  auto checked = typed_.check(text);
  while (checked.is_unfinished) {
    const auto more = ask(branch, prompt_inside);
    if (more.end != LineEnd::entered) return Then::ask;
    if (without_blanks(more.text).empty() && text.find("\"\"\"") == text.npos) break;
    editor_.remember(more.text);
    text += '\n' + more.text;
    checked = typed_.check(text);
  }
  if (!checked.problems.empty()) tell(branch, {{}, checked.problems});
  if (checked.program) run(branch, *checked.program);
  return Then::ask;
}

void TerminalPauser::run(StandingBranch& branch, const program::Program& program) {
  std::stop_source stop;
  const std::stop_callback forward(branch.run_is_over(), [&stop] { stop.request_stop(); });
  const Interrupt::Diversion diversion(interrupt_, stop);
  try {
    const auto value = branch.run(program, stop.get_token());
    typed_.has_run();
    if (value.is<std::monostate>()) return;
    auto shown =
        value.is<std::shared_ptr<const std::string>>() ? value.text() : vmt::show(value, program.names);
    while (shown.ends_with('\n')) shown.pop_back();
    tell(branch, {std::move(shown), {}});
  } catch (const Failure& failure) {
    if (failure.kind == FailureKind::stopped)
      tell(branch, {"interrupted", {}});
    else
      tell(branch, {{}, {failure.diagnostic}});
  }
}

}  // namespace vmt::tools
