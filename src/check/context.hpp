// What the rooms of the checker share while one program is checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "check/allowances.hpp"
#include "check/check.hpp"
#include "check/doubts.hpp"
#include "check/names.hpp"
#include "check/roles.hpp"
#include "check/shape.hpp"

namespace vmt::checking {

// Where an edit inserts.
inline Span before(Span span) {
  return {span.source, span.begin, span.begin};
}
inline Span after(Span span) {
  return {span.source, span.end, span.end};
}

struct ParameterSignature {
  std::string_view name;
  Wanted wanted;
  bool has_default = false;
};

// What a call of a function or phrase of the script needs to know; as long as Program::functions.
struct Signature {
  std::string_view name;
  Span span;
  std::vector<ParameterSignature> parameters;
  Type result;
};

class Context {
public:
  Context(const CheckOptions& check_options, Diagnostics& collected)
      : options(check_options), diagnostics(collected) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const CheckOptions& options;
  Diagnostics& diagnostics;
  Allowances allowances;
  Doubts doubts;
  FileNames names;
  PhraseBook phrases;
  std::vector<Signature> signatures;
  program::Program program;

  // Global slots by number: those that have their values before anything runs, and those of `let`.
  std::unordered_set<std::uint32_t> early_globals;
  std::unordered_set<std::uint32_t> global_lets;

  // Literal characters of all texts, in which a guest may be called by its name: a machine that only
  // `curl http://web/` mentions is not unused.
  std::vector<std::string_view> literals;

  // Blocks of Interjection::typed. They come behind all others, which so keep their numbers.
  std::vector<program::Statements> interjected_blocks;

  // While true nothing is reported: the same text is checked a second time for another machine.
  bool is_muted = false;

  // A silenced lint is still returned, so that a caller can add to it; nobody will see it.
  template <typename... Args>
  Diagnostic& report(Span span, const Problem<Args...>& problem, const std::type_identity_t<Args>&... args) {
    if (is_muted || doubts.may_follow(problem.code, span) || (!problem.name.empty() && allowances.cover(span, problem.name)))
      return unseen_ = Diagnostic{};
    return diagnostics.report(span, problem, args...);
  }

  // True the first time it is asked about this name: one unknown name makes one message, however often
  // it is used; and none when it may be declared in what could not be read.
  bool is_first_mention(std::string_view unknown_name) {
    if (doubts.may_be_declared(unknown_name)) return false;
    return is_muted || mentioned_.insert(std::string(unknown_name)).second;
  }

  // The candidate that was most likely meant. Gives up once the script has cost too many comparisons.
  std::optional<std::string> nearest(std::string_view name, std::vector<std::string_view> candidates);

private:
  Diagnostic unseen_;
  std::unordered_set<std::string> mentioned_;
  std::size_t comparisons_left_ = 1'000'000;
};

}  // namespace vmt::checking
