#include "ide/readable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace vmt {

std::string readable_hole(const PhrasePiece& piece) {
  std::string text(piece.hole);
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string readable(const Phrase& phrase) {
  std::string text;
  std::uint8_t group = 0;
  for (const auto& piece : phrase.pieces()) {
    const bool is_receiver = phrase.is_method() && &piece == &phrase.pieces().front();
    if (group && piece.group != group) text += ']';
    if (!text.empty()) text += ' ';
    if (piece.group && piece.group != group) text += '[';
    group = piece.group;
    if (piece.role == Role::block)
      text += "{ ... }";
    else
      text += piece.is_hole() ? readable_hole(piece) : std::string(piece.word);
    if (is_receiver) text += fmt::format(".{}", phrase.method());
  }
  return group ? text + "]" : text;
}

}  // namespace vmt
