// Phrases as people read them.
#pragma once

#include <string>

#include "language/phrase.hpp"

namespace vmt {

// "wait port PORT on MACHINE", "MACHINE.succeed COMMAND [as USER]".
std::string readable(const Phrase& phrase);
// "PORT".
std::string readable_hole(const PhrasePiece& piece);

}  // namespace vmt
