#include "check/doubts.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "check/problems.hpp"

namespace vmt::checking {

namespace {

// Words of this and of other languages behind which names are declared.
constexpr auto declaring_words = std::to_array<std::string_view>(
    {"let", "var", "const", "for", "foreach", "parallel", "test", "function", "func", "fn", "def", "phrase",
     "macro", "param", "secret", "machine", "network"});

// Those that speak of what is not there, or of where a statement stands.
constexpr auto doubtful = std::to_array<std::string_view>(
    {outside_of_loop.code, outside_of_function.code, missing_return.code, statement_beside_tests.code,
     statement_in_used_file.code, unused_name.code, unused_machine.code, unused_network.code,
     unreachable_statement.code, unused_allow.code, no_effect.code, unknown_test.code});

// V00xx are the parser's.
constexpr std::string_view first_code_of_checker = "V0100";

bool is_word_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

}  // namespace

void Doubts::read(const ast::File& file, const Diagnostics& found) {
  for (const Diagnostic& each : found.all()) {
    const Span& span = each.primary.span;
    if (span.source != file.source || each.code >= first_code_of_checker) continue;
    mistaken_.insert(file.source);
    read_names(file.source->line(file.source->position(span.begin).line));
  }
}

bool Doubts::may_follow(std::string_view code, Span span) const {
  return !mistaken_.empty() && mistaken_.contains(span.source) &&
         std::ranges::find(doubtful, code) != doubtful.end();
}

// The names that a statement declares are on the line on which it begins, and so are most mistakes.
void Doubts::read_names(std::string_view line) {
  bool is_first = true;
  for (std::size_t at = 0; at < line.size() && line[at] != '#';) {
    auto end = at;
    while (end < line.size() && is_word_letter(line[end])) ++end;
    const auto word = line.substr(at, end - at);
    at = std::max(end, at + 1);
    if (word.empty()) continue;
    if (is_first && std::ranges::find(declaring_words, word) == declaring_words.end()) return;
    if (!is_first) names_.emplace(word);
    is_first = false;
  }
}

}  // namespace vmt::checking
