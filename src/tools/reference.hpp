// The reference manual as Markdown, made from the reserved words, the rows of the catalogue, the comments of
// the standard library and the table of subcommands: what is not there cannot be in the manual.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/form.hpp"

namespace vmt::tools {

// The whole manual: docs/reference.md.
std::string reference(const Catalogue& catalogue);

// What the manual says of the words: the rows in whose phrase every one occurs, and the reserved word when
// it is one. Empty when there is nothing.
std::string reference_of(const Catalogue& catalogue, const std::vector<std::string>& words);

// The nearest word that the manual has an entry for; empty when none is near.
std::string nearest_word(const Catalogue& catalogue, std::string_view word);

// Parts, for those who write other documents from the same rows.
std::string entry_of(const Form& form);

}  // namespace vmt::tools
