// What people write who come from other languages, and what they mean by it.
#pragma once

#include <optional>
#include <string_view>

namespace vmt {

struct Habit {
  std::string_view sign;         // as written
  std::string_view replacement;  // empty: there is none
  std::string_view advice;       // a sentence, when a replacement is not enough
  bool is_look_alike = false;    // a character that only looks like `replacement`
};

// The habit that begins at the front of the text.
std::optional<Habit> habit_at(std::string_view text);

// A word that begins a statement in another language, and what is said here; empty for other words.
std::string_view statement_advice(std::string_view word);

// Does the word begin commands of a guest's shell?
bool is_shell_word(std::string_view word);
inline constexpr std::string_view shell_advice =
    "what a guest's shell shall do is a text: `web.succeed \"ls /etc\"`";

}  // namespace vmt
