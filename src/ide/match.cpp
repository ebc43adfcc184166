#include "ide/match.hpp"

#include <algorithm>

namespace vmt::ide {
namespace {

using Pieces = std::span<const PhrasePiece>;

bool fits(const PhrasePiece& piece, std::string_view token) {
  return piece.is_hole() || piece.word == token;
}

struct Group {
  Pieces pieces;
  std::size_t behind = 0;  // so many of the pieces that must stand there come before it
};

// A phrase while its pieces are being written: those that must stand there in their order, groups in any.
struct Rest {
  std::vector<const PhrasePiece*> required;
  std::vector<Group> groups;
  std::size_t taken = 0;  // of `required`
  Pieces of_group;        // that has begun

  explicit Rest(Pieces pieces) {
    for (std::size_t begin = 0, end = 0; begin < pieces.size(); begin = end) {
      while (end < pieces.size() && pieces[end].group == pieces[begin].group) ++end;
      if (pieces[begin].group != 0)
        groups.push_back({pieces.subspan(begin, end - begin), required.size()});
      else
        for (auto i = begin; i < end; ++i) required.push_back(&pieces[i]);
    }
  }

  bool take(std::string_view token) {
    if (!of_group.empty()) {
      const bool is_right = fits(of_group.front(), token);
      of_group = of_group.subspan(1);
      return is_right;
    }
    const bool is_open = taken < required.size();
    const bool is_word = is_open && required[taken]->word == token;
    const auto group = std::ranges::find_if(
        groups, [&](const Group& each) { return each.behind <= taken && each.pieces.front().word == token; });
    if (!is_word && group != groups.end()) {
      of_group = group->pieces.subspan(1);
      groups.erase(group);
      return true;
    }
    if (!is_open || !fits(*required[taken], token)) return false;
    ++taken;
    return true;
  }

  Next next() const {
    if (!of_group.empty()) return {&of_group.front()};
    Next next;
    if (taken < required.size()) next.push_back(required[taken]);
    for (const auto& group : groups)
      if (group.behind <= taken) next.push_back(&group.pieces.front());
    return next;
  }
};

}  // namespace

std::optional<Next> next_pieces(const Phrase& phrase, std::span<const std::string_view> tokens) {
  return next_pieces(phrase.pieces().subspan(phrase.is_method() ? 1 : 0), tokens);
}

std::optional<Next> next_pieces(std::span<const PhrasePiece> pieces,
                                std::span<const std::string_view> tokens) {
  Rest rest(pieces);
  for (const auto token : tokens)
    if (!rest.take(token)) return std::nullopt;
  return rest.next();
}

}  // namespace vmt::ide
