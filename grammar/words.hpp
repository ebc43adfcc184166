// Every reserved word, once. A word is reserved when it has a syntax of its own; what a script can *do*
// is a command, and commands are no business of the grammar. Knows nothing of PEGTL, so that
// completion, hover and the editors' word lists can be made from it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace vmt::grammar {

struct ReservedWord {
  std::string_view word;
  std::string_view doc;  // one line of Markdown
};

// In alphabetical order, for is_reserved().
inline constexpr auto reserved_words = std::to_array<ReservedWord>({
    {"and", "`a and b`: true when both are; `b` is only looked at when `a` is true"},
    {"break", "leaves the innermost `for` or `while`"},
    {"contains", "`text contains part`, `list contains item`"},
    {"continue", "goes on with the next round of the innermost `for` or `while`"},
    {"else", "what happens when no condition of the `if` was true"},
    {"eventually", "repeats a block until it no longer fails: `eventually { ... } within 30s`"},
    {"every", "the time between two attempts: `retry 5 times every 2s { ... }`"},
    {"expect", "the test fails when this is false; `expect failure { ... }` wants the block to fail"},
    {"fail", "ends the test as failed: `fail \"why\"`"},
    {"false", "the `bool` that is not true"},
    {"finally", "runs when the enclosing block ends, however it ends"},
    {"for", "once for each item: `for machine in machines { ... }`"},
    {"function", "declares a function: `function name(a: text, b: int = 3) -> text { ... }`"},
    {"if", "`if condition { ... } else if condition { ... } else { ... }`"},
    {"in", "`item in list`; and in `for item in list`"},
    {"let", "binds a name to a value for good"},
    {"like", "takes over the settings of another machine: `machine web like base { ... }`"},
    {"log", "writes a value into the report"},
    {"machine", "declares a virtual machine: `machine web { memory 512MiB }`"},
    {"matches", "`text matches pattern`, with a regular expression"},
    {"network", "declares a network, or puts a machine on one"},
    {"not", "`not a`: true when `a` is false"},
    {"nothing", "the value of what has no value"},
    {"or", "`a or b`: true when one of them is; `b` is only looked at when `a` is false"},
    {"parallel", "each statement, or each round of a loop, at the same time"},
    {"param", "a value that the command line may set: `param version = \"1.0\"`"},
    {"pause", "opens the prompt here, when there is a terminal"},
    {"phrase", "declares a command: `phrase wait mail for {user: text} { ... }`"},
    {"retry", "repeats a block at most so often: `retry 3 times every 5s { ... }`"},
    {"return", "ends a function, with a value or without"},
    {"secret", "a value from the environment that is masked in every output"},
    {"setup", "runs once; each test starts from its own copy of what it left"},
    {"skip", "ends the test as skipped: `skip \"why\"`"},
    {"sleep", "waits for a time; nearly always there is something better to wait for"},
    {"step", "a named part of a test: `step \"log in\" { ... }`"},
    {"test", "declares a test: `test \"a client can commit\" { ... }`"},
    {"throughout", "the condition must hold all the while the block runs"},
    {"true", "the `bool` that is not false"},
    {"use", "loads another script: `use \"lib/db.vmt\"`, or a module: `use std.http`"},
    {"var", "binds a name to a value that may be assigned again"},
    {"while", "repeats a block as long as a condition is true"},
    {"within", "a deadline, for a block or for one statement: `wait port 80 on web within 30s`"},
});

static_assert(std::ranges::is_sorted(reserved_words, {}, &ReservedWord::word));

constexpr bool is_reserved(std::string_view name) {
  return std::ranges::binary_search(reserved_words, name, {}, &ReservedWord::word);
}

// A word as an argument of a template: keyword<"let">.
template <std::size_t size>
struct Word {
  char letters[size]{};

  consteval Word(const char (&text)[size]) { std::copy_n(text, size, letters); }  // NOLINT: implicit
  constexpr std::string_view view() const { return {letters, size - 1}; }
};

}  // namespace vmt::grammar
