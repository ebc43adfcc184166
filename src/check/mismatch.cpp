// Why a command is none: the message for pieces that no phrase has in that order.
#include <algorithm>
#include <set>

#include "check/match.hpp"
#include "check/other_order.hpp"
#include "check/problems.hpp"

namespace vmt::checking {

namespace {

// More alternatives than this are no help.
constexpr std::size_t most_alternatives = 8;

// All the shapes that come equally far.
struct Furthest {
  std::size_t stopped_at = 0;
  std::vector<Attempt> attempts;

  std::vector<std::string_view> wanted_words() const {
    std::set<std::string_view> words;
    for (const Attempt& attempt : attempts)
      if (attempt.wanted && !attempt.wanted->is_hole()) words.insert(attempt.wanted->word);
    return {words.begin(), words.end()};
  }
  bool may_end() const {
    return std::ranges::any_of(attempts, [](const Attempt& attempt) { return !attempt.wanted; });
  }
};

Furthest furthest(std::span<const Shape* const> shapes, std::span<const Given> given) {
  Furthest best;
  for (const Shape* shape : shapes) {
    Attempt tried = attempt(*shape, given);
    if (tried.stopped_at < best.stopped_at) continue;
    if (tried.stopped_at > best.stopped_at) {
      best.stopped_at = tried.stopped_at;
      best.attempts.clear();
    }
    best.attempts.push_back(std::move(tried));
  }
  return best;
}

// "expected `on`", "expected one of `fails`, `succeeds`", "expected a port, an int from 1 to 65535".
std::string expectation(const Furthest& best) {
  std::set<std::string> wanted_here;
  for (const Attempt& attempt : best.attempts) {
    if (!attempt.wanted) continue;
    if (attempt.wanted->is_hole())
      wanted_here.insert(std::string(wanted(attempt.wanted->role)));
    else
      wanted_here.insert("`" + std::string(attempt.wanted->word) + "`");
  }
  if (wanted_here.empty()) return "nothing more belongs to this command";
  if (wanted_here.size() > most_alternatives) return "does not fit here";
  std::string list;
  for (const std::string& one : wanted_here) {
    if (!list.empty()) list += wanted_here.size() == 2 ? " or " : ", ";
    list += one;
  }
  return (wanted_here.size() > 2 ? "expected one of " : "expected ") + list;
}

// The forms of the command, as far as they are worth showing.
void show_forms(Diagnostic& diagnostic, const Furthest& best) {
  if (best.attempts.size() > most_alternatives) return;
  for (const Attempt& attempt : best.attempts)
    diagnostic.note(fmt::format("there is `{}`", show(*attempt.shape)));
}

// The words with which parts begin that may be left out.
std::vector<std::string_view> option_words(const Furthest& best) {
  std::set<std::string_view> words;
  for (const Attempt& attempt : best.attempts) {
    std::uint8_t seen = 0;
    for (const ShapePiece& piece : attempt.shape->pieces)
      if (piece.group > seen) words.insert(piece.word), seen = piece.group;
  }
  return {words.begin(), words.end()};
}

std::string written(Span span) {
  return std::string(span.is_somewhere() ? span.source->text(span) : std::string_view());
}

// Without this piece, is it a command?
bool propose_removal(Diagnostic& diagnostic, const Furthest& best, std::span<const Given> given,
                     std::size_t which) {
  if (given.size() < 2) return false;
  std::vector<Given> pieces(given.begin(), given.end());
  pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(which));
  const auto fits = [&](const Attempt& tried) { return fits_well(attempt(*tried.shape, pieces), pieces); };
  if (std::ranges::none_of(best.attempts, fits)) return false;
  Span removed = given[which].span;
  if (which + 1 == given.size())
    removed.begin = given[which - 1].span.end;
  else
    removed.end = given[which + 1].span.begin;
  diagnostic.fix(fmt::format("without `{}` it is a command", written(given[which].span)), removed, "");
  return true;
}

// Without the piece or the one before it, or with one more word before it, is it a command? Then that is the
// mistake.
bool propose_edit(Diagnostic& diagnostic, const Furthest& best, std::span<const Given> given) {
  const std::size_t here = best.stopped_at;
  if (here == given.size()) return false;
  std::vector<Given> pieces(given.begin(), given.end());

  const auto words = best.wanted_words();
  if (words.size() == 1) {
    const ast::Name missing{before(given[here].span), std::string(words.front())};
    pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(here),
                  Given{missing.span, &missing, nullptr, nullptr, std::nullopt});
    for (const Attempt& tried : best.attempts)
      if (attempt(*tried.shape, pieces).is_complete) {
        diagnostic.fix(fmt::format("`{}` belongs before it", missing.text), missing.span, missing.text + " ");
        return true;
      }
  }
  return propose_removal(diagnostic, best, given, here) ||
         (here > 1 && propose_removal(diagnostic, best, given, here - 1));
}

// `wait 5s`, `wait web`, `wait for port 80 on web`.
bool propose_wait(Diagnostic& diagnostic, std::span<const Given> given, std::span<const Shape* const> shapes,
                  std::size_t stopped_at) {
  if (given.size() < 2 || given[0].word() != "wait") return false;
  const Given& second = given[1];
  const Type type = second.hint.value_or(Kind::unknown);
  if (given.size() == 2 && type.is(Kind::duration)) {
    diagnostic.fix("time that only passes is a `sleep`", given[0].span, "sleep");
    return true;
  }
  if (given.size() == 2 && type.is(Kind::machine)) {
    diagnostic.fix("a wait for a machine to be up", before(second.span), "boot of ");
    return true;
  }
  if (stopped_at < 2 || (second.word() != "for" && second.word() != "until" && second.word() != "on"))
    return false;
  std::vector<Given> rest(given.begin(), given.end());
  rest.erase(rest.begin() + 1);
  if (!best_attempt(shapes, rest).is_complete) return false;
  diagnostic.fix(fmt::format("without `{}` it is a command", second.word()),
                 {second.span.source, second.span.begin, given[2].span.begin}, "");
  return true;
}

// What is missing at the end: `on MACHINE`.
std::string rest_of(const Attempt& attempt) {
  std::string rest;
  bool is_missing = false;
  for (const ShapePiece& piece : attempt.shape->pieces) {
    is_missing = is_missing || &piece == attempt.wanted;
    if (!is_missing || (piece.group && piece.group != attempt.wanted->group)) continue;
    if (!rest.empty()) rest += ' ';
    rest += show(piece);
  }
  return rest;
}

Diagnostic& report_incomplete(Context& context, const Furthest& best, Span whole) {
  Diagnostic& diagnostic = context.report(whole, incomplete_command, written(whole));
  std::set<std::string> rests;
  for (const Attempt& attempt : best.attempts)
    if (attempt.wanted) rests.insert("`" + rest_of(attempt) + "`");
  std::string list;
  for (const std::string& rest : rests) {
    if (!list.empty()) list += " or ";
    list += rest;
  }
  diagnostic.primary.span = after(whole);
  diagnostic.label(rests.size() > most_alternatives ? "something is missing here"
                                                    : "expected " + list + " here");
  return diagnostic;
}

// `web.succeed "reboot" if broken`, as in Ruby and Perl.
bool propose_condition_first(Diagnostic& diagnostic, const Given& word, const Given& last, Span command) {
  if (!word.name || &word == &last || (word.word() != "if" && word.word() != "unless")) return false;
  const auto condition = written(Span{command.source, word.span.end, last.span.end});
  std::string statement = written(command);
  statement.erase(statement.find_last_not_of(' ') + 1);
  diagnostic.fix("a condition comes before what it is for",
                 Span{command.source, command.begin, last.span.end},
                 fmt::format("if {}{}{} {{ {} }}", word.word() == "unless" ? "not (" : "",
                             condition.substr(condition.find_first_not_of(' ')),
                             word.word() == "unless" ? ")" : "", statement));
  return true;
}

}  // namespace

void report_mismatch(Body& body, std::span<const Shape* const> shapes, std::span<const Given> given,
                     Span whole, std::string_view so_far) {
  Context& context = body.context();
  const Furthest best = furthest(shapes, given);
  if (best.stopped_at == given.size()) {
    propose_order(report_incomplete(context, best, whole), shapes, given);
    return;
  }

  const Given& here = given[best.stopped_at];
  std::string before_it(so_far);
  if (best.stopped_at > 0) {
    const auto begin = so_far.empty() ? given.front().span.begin : whole.begin;
    before_it = written(Span{whole.source, begin, given[best.stopped_at - 1].span.end});
  }
  const bool is_surplus = best.wanted_words().empty() && best.may_end() &&
                          std::ranges::none_of(best.attempts, [](const Attempt& attempt) {
                            return attempt.wanted && attempt.wanted->is_hole();
                          });
  if (is_surplus) {
    Diagnostic& diagnostic = context.report(here.span, surplus_operand, before_it);
    diagnostic.label("nothing more belongs to this command");
    if (propose_condition_first(diagnostic, here, given.back(),
                                Span{whole.source, whole.begin, here.span.begin}))
      return;
    show_forms(diagnostic, best);
    const auto option = here.name ? context.nearest(here.word(), option_words(best)) : std::nullopt;
    if (!option) {
      if (!propose_edit(diagnostic, best, given)) propose_order(diagnostic, shapes, given);
      return;
    }
    if (*option == here.word()) {
      diagnostic.help(fmt::format("`{}` belongs to a command once", *option));
      return;
    }
    diagnostic.fix(fmt::format("there is a word `{}`", *option), here.span, *option);
    return;
  }

  const std::string seen = here.block ? "{" : written(here.span);
  Diagnostic& diagnostic = context.report(here.span, misplaced_piece, seen, before_it);
  diagnostic.label(expectation(best));
  const auto near = here.name ? context.nearest(here.word(), best.wanted_words()) : std::nullopt;
  if (propose_wait(diagnostic, given, shapes, best.stopped_at)) return;
  if (near)
    diagnostic.fix(fmt::format("there is a word `{}`", *near), here.span, *near);
  else if (!propose_edit(diagnostic, best, given))
    propose_order(diagnostic, shapes, given);
  if (best.attempts.size() == 1) show_forms(diagnostic, best);
}

}  // namespace vmt::checking
