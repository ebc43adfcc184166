#include "commands/command_failure.hpp"

#include <fmt/format.h>

#include <cstring>

#include <algorithm>

namespace vmt::commands {
namespace {

constexpr std::size_t shown_lines = 15;

// The status that a POSIX shell gives to a command which a signal ended is 128 and the signal's number.
constexpr std::int64_t signal_base = 128;

std::string seconds(std::chrono::nanoseconds time) {
  return fmt::format("{:.1f}s", std::chrono::duration<double>(time).count());
}

std::string ending_of(const machine::CommandResult& result, const std::string& where) {
  switch (result.ending) {
    case agent::Ending::exited:
      return fmt::format("the command on {} ended with exit status {}", where, result.code);
    case agent::Ending::signaled:
      return fmt::format("the command on {} was ended by signal {} ({})", where, result.code,
                         strsignal(static_cast<int>(result.code)));
    case agent::Ending::timed_out:
      return fmt::format("the command on {} was still running after {} and was ended", where,
                         seconds(result.duration));
  }
  return {};
}

}  // namespace

Failure command_failure(Call& call, const std::string& where, const machine::CommandResult& result) {
  auto failure = call.failure(ending_of(result, where));
  if (result.ending == agent::Ending::timed_out) {
    failure.kind = FailureKind::timed_out;
    call.interpreter().explain_limit(failure);
  } else {
    failure.diagnostic.primary.text = "after " + seconds(result.duration);
    if (result.ending == agent::Ending::exited && result.code == 127)
      failure.diagnostic.note("exit status 127 is the shell's word for a command that is not there");
  }
  failure.diagnostic.primary.span = call.span();
  add_output(failure, result);
  return failure;
}

void add_output(Failure& failure, const machine::CommandResult& result) {
  if (!result.errors.empty())
    failure.diagnostic.note("standard error:\n" + last_lines(result.errors, shown_lines));
  if (!result.output.empty())
    failure.diagnostic.note("standard output:\n" + last_lines(result.output, shown_lines));
  if (result.errors.empty() && result.output.empty()) failure.diagnostic.note("it wrote nothing");
  failure.output = result.output + result.errors;
}

Value result_value(machine::CommandResult result) {
  ResultValue value;
  value.status = result.ending == agent::Ending::signaled ? signal_base + result.code : result.code;
  value.output = std::move(result.output);
  value.errors = std::move(result.errors);
  value.duration = {result.duration.count()};
  return value;
}

std::string last_lines(const std::string& text, std::size_t lines) {
  auto end = text.size();
  while (end > 0 && text[end - 1] == '\n') --end;
  auto begin = end;
  for (std::size_t found = 0; begin > 0; --begin)
    if (text[begin - 1] == '\n' && ++found == lines) break;
  const auto left_out = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
  auto last = text.substr(begin, end - begin);
  return left_out ? fmt::format("... ({} lines before)\n{}", left_out, last) : last;
}

}  // namespace vmt::commands
