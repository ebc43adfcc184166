// What each code means: the pages behind `vmt explain CODE`, the rules of the SARIF output, and what an
// editor shows for a code.
//
// Every code that src/ast/problems.hpp or src/check/problems.hpp declares has one entry, and a test says
// so both ways. The tests also give both scripts to the checker: `failing` must be told nothing but this
// code, `fixed` nothing at all. A file in this folder per family of codes; within it by code.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vmt::tools {

struct Explanation {
  std::string_view code;
  std::string_view title;    // one line, as a headline
  std::string_view text;     // what is wrong with it and what to do; a paragraph or two of Markdown
  std::string_view failing;  // a script that gives the code
  std::string_view fixed;    // the script without the mistake
  std::string_view rule{};   // of a lint: what `# vmt: allow(rule)` silences
};

// A family: its codes have the first three characters in common, or are neighbours.
struct ExplanationFamily {
  std::string_view title;
  std::span<const Explanation> explanations;
};

// All of them, by code.
std::span<const ExplanationFamily> explanation_families();

// Letter case does not matter, and "203" is V0203. Null when there is no such code.
const Explanation* find_explanation(std::string_view code);

// The lints of a rule: `vmt explain unused`.
std::vector<const Explanation*> explanations_of_rule(std::string_view rule);

// The page as Markdown, with both scripts; and the text alone, without Markdown's marks.
std::string markdown(const Explanation& explanation);
std::string plain_text(const Explanation& explanation);

// The families, each in the file of its name.
std::span<const Explanation> shape_explanations();        // V000x, missing or too much
std::span<const Explanation> text_explanations();         // V001x, V002x: bytes, texts, numbers
std::span<const Explanation> habit_explanations();        // V003x, V004x: other languages
std::span<const Explanation> name_explanations();         // V01xx
std::span<const Explanation> command_explanations();      // V02xx
std::span<const Explanation> type_explanations();         // V03xx
std::span<const Explanation> declaration_explanations();  // V04xx
std::span<const Explanation> order_explanations();        // V05xx
std::span<const Explanation> shell_explanations();        // V06xx
std::span<const Explanation> file_explanations();         // V07xx: files and regular expressions
std::span<const Explanation> lint_explanations();         // V08xx

}  // namespace vmt::tools
