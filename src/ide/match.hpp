// What a phrase of the catalogue goes on with, behind the pieces that are written already.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "language/phrase.hpp"

namespace vmt::ide {

// What may come next. Nothing, when the pieces are no beginning of the phrase.
using Next = std::vector<const PhrasePiece*>;

// `tokens` begin with the first piece.
std::optional<Next> next_pieces(std::span<const PhrasePiece> pieces,
                                std::span<const std::string_view> tokens);
// The same for a row. For a method, they begin with what stands behind `receiver.method`.
std::optional<Next> next_pieces(const Phrase& phrase, std::span<const std::string_view> tokens);

}  // namespace vmt::ide
