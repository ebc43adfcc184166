// What could stand at the cursor: pure functions on text, for the language server and for the prompt of
// `pause`. Knows no protocol and no terminal.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/program.hpp"
#include "language/form.hpp"

namespace vmt::ide {

enum class CompletionKind : std::uint8_t {
  word,
  command,
  method,
  field,
  function,
  setting,
  machine,
  network,
  variable
};

struct Completion {
  std::string label;  // what is inserted in place of the unfinished word
  CompletionKind kind{};
  std::string detail;         // the whole phrase, the type of a name
  std::string documentation;  // Markdown; may be empty
};

// What kind of line the cursor is on.
enum class Where : std::uint8_t { top, statement, machine_setting, network_setting };

// What can be used at a place.
struct InScope {
  std::span<const program::VisibleName> names;
  std::span<const program::VisiblePhrase> phrases;
};

// Everything that could stand at the end of `before`, the line up to the cursor, in place of its last word,
// if it has begun with the letters of that word. In alphabetical order.
std::vector<Completion> complete(std::string_view before, Where where, const InScope& in_scope,
                                 const Catalogue& catalogue);

// The word at the end of `before` that is not finished; may be empty.
std::string_view unfinished_word(std::string_view before);

// The row that a statement calls at the word that ends at the end of `before`; null when that is no word of a
// command. `after`: the rest of the statement.
const Form* row_at(std::string_view before, std::string_view after, Where where,
                   std::span<const program::VisibleName> names, const Catalogue& catalogue);

}  // namespace vmt::ide
