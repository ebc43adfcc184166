// The reference manual as Markdown, made from the rows of the catalogue and nothing else.
#pragma once

#include <string>
#include <vector>

#include "language/form.hpp"

namespace vmt::tools {

// The whole manual: docs/reference.md.
std::string reference(const Catalogue& catalogue);

// The rows in whose phrase every word occurs; empty when there is none.
std::string reference_of(const Catalogue& catalogue, const std::vector<std::string>& words);

// "wait port PORT on MACHINE", "MACHINE.succeed COMMAND [as USER]": a phrase for people.
std::string readable(const Phrase& phrase);

}  // namespace vmt::tools
