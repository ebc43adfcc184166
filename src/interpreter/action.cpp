#include "interpreter/action.hpp"

#include <algorithm>

namespace vmt {
namespace {

constexpr std::chrono::milliseconds pause_of_progress{200};

// The first line of the command as it is written, `...` for the rest.
std::string first_line(Span span) {
  if (!span.is_somewhere()) return {};
  const auto text = span.source->text(span);
  const auto end = text.find('\n');
  return std::string(text.substr(0, end)) + (end == text.npos ? "" : " ...");
}

}  // namespace

bool is_action(const Form& form) {
  // A row that gives a value and is no method is a function: `dropped("syn")`.
  if (!form.phrase.is_method()) return form.result.is(Kind::nothing);
  const auto receiver = form.phrase.pieces().front().role;
  return receiver == Role::machine || receiver == Role::host || receiver == Role::job;
}

Action::Action(World& world, std::uint32_t branch, Span span)
    : world_(world), id_(++world.last_action), text_(first_line(span)) {
  world_.events.emit(report::ActionStarted{id_, branch, text_});
}

void Action::tell_progress(const std::string& progress) {
  const auto now = Deadline::Clock::now();
  if (now - told_ < pause_of_progress) return;
  told_ = now;
  world_.events.emit(report::ActionProgress{id_, text_, progress});
}

Action::~Action() {
  world_.events.emit(report::ActionFinished{id_, ok_, text_, Deadline::Clock::now() - begin_});
}

}  // namespace vmt
