#include "check/other_order.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace vmt::checking {

namespace {

// Longer commands would take their time, and their order is the least of their faults.
constexpr std::size_t most_pieces = 12;

using Pieces = std::vector<Given>;

bool is_command(std::span<const Shape* const> shapes, const Pieces& pieces) {
  return fits_well(best_attempt(shapes, pieces), pieces);
}

// The first piece stays where it is: it is what the phrases have in common. So does a block, at the end.
// Short parts are moved first.
std::optional<Pieces> reordered(std::span<const Shape* const> shapes, const Pieces& given) {
  const auto count = static_cast<std::ptrdiff_t>(given.size()) - (given.back().block ? 1 : 0);
  for (std::ptrdiff_t length = 1; length < count - 1; ++length)
    for (std::ptrdiff_t from = 1; from + length <= count; ++from)
      for (std::ptrdiff_t to = from + length + 1; to <= count; ++to) {
        auto pieces = given;
        std::rotate(pieces.begin() + from, pieces.begin() + from + length, pieces.begin() + to);
        if (is_command(shapes, pieces)) return pieces;
      }
  return std::nullopt;
}

// `wait web port 80`: the machine was named, but not with `on`.
std::optional<Pieces> reordered_with_on(std::span<const Shape* const> shapes, const Pieces& given,
                                        const ast::Name& on) {
  const auto is_machine = [](const Given& piece) { return piece.hint && piece.hint->is(Kind::machine); };
  const auto machine = std::ranges::find_if(given, is_machine);
  if (machine == given.end() || machine == given.begin()) return std::nullopt;
  auto pieces = given;
  pieces.insert(pieces.begin() + (machine - given.begin()), Given{.span = on.span, .name = &on});
  if (is_command(shapes, pieces)) return pieces;
  return reordered(shapes, pieces);
}

std::string written(const Given& piece) {
  return std::string(piece.name ? piece.word() : piece.span.source->text(piece.span));
}

// From the first piece that is another one up to where only the same ones follow.
void fix_changed(Diagnostic& diagnostic, const Pieces& given, const Pieces& pieces) {
  std::size_t first = 0, same = 0;
  while (pieces[first].span == given[first].span) ++first;
  while (first + same + 1 < given.size() && pieces.rbegin()[same].span == given.rbegin()[same].span) ++same;
  std::string text;
  for (std::size_t i = first; i < pieces.size() - same; ++i) {
    if (!text.empty()) text += ' ';
    text += written(pieces[i]);
  }
  const Span begin = given[first].span;
  diagnostic.fix("like this it is a command",
                 {begin.source, begin.begin, given[given.size() - same - 1].span.end}, text);
}

}  // namespace

bool propose_order(Diagnostic& diagnostic, std::span<const Shape* const> shapes,
                   std::span<const Given> given) {
  if (given.size() < 3 || given.size() > most_pieces) return false;
  const Pieces pieces(given.begin(), given.end());
  const ast::Name on{{}, "on"};
  auto other = reordered(shapes, pieces);
  if (!other) other = reordered_with_on(shapes, pieces, on);
  if (other) fix_changed(diagnostic, pieces, *other);
  return other.has_value();
}

}  // namespace vmt::checking
