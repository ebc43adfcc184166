// The words of the language, sorted by what they are: what editors colour and complete.
//
// Nobody writes these lists. They are read from the reserved words and the rows of the catalogue, so that
// a command that is new is known to every editor as soon as `vmt editors` has run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/form.hpp"

namespace vmt::tools {

struct WordList {
  std::string_view name;           // "method": what the editors' files call the list
  std::string_view doc;            // what the words have in common; a phrase for a comment
  std::vector<std::string> words;  // in alphabetical order, each once; never empty
};

// Every list, always in the same order. A word may be in several: `network` declares, is a setting, and
// names a type. Every reserved word is in exactly one of declaration, keyword, operator and constant.
std::vector<WordList> word_lists(const Catalogue& catalogue);

}  // namespace vmt::tools
