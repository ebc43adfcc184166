#include "check/match.hpp"

#include <algorithm>

#include "check/variables.hpp"

namespace vmt::checking {

namespace {

// An undeclared name is more doubtful than an operand of another type: it may be a word of another
// phrase. A bare name where a word of a phrase would do as well is the least doubt.
constexpr std::uint32_t doubt_undeclared = 8, doubt_type = 2, doubt_name = 1;

std::uint32_t doubts_of(const ShapePiece& hole, const Given& given) {
  if (given.block) return 0;
  if (hole.role == Role::name) return doubt_name;
  if (hole.role == Role::port_or_any && given.word() == "any") return 0;
  if (!given.hint) return given.name ? doubt_undeclared : 0;
  const std::uint32_t base = given.name ? doubt_name : 0;
  return accepts(hole.role, *given.hint) ? base : base + doubt_type;
}

bool may_stand(const ShapePiece& piece, const Given& given) {
  if (!piece.is_hole()) return given.word() == piece.word;
  if (piece.role == Role::block || given.block) return piece.role == Role::block && given.block;
  return piece.role != Role::name || given.name;
}

// Matches one shape, from left to right. Groups begin with words, so there is never a choice that would
// have to be taken back.
class Matcher {
public:
  Matcher(const Shape& shape, std::span<const Given> given) : shape_(shape), given_(given) {
    attempt_.shape = &shape;
    attempt_.given_of.assign(shape.pieces.size(), left_out);
  }

  Attempt run() {
    for (std::size_t piece = 0; piece < shape_.pieces.size(); ++piece) {
      if (shape_.pieces[piece].group) continue;
      while (prefers_group(shape_.pieces[piece]))
        if (!take_group(group_here())) return std::move(attempt_);
      if (!take(piece)) return std::move(attempt_);
    }
    while (const auto group = group_here())
      if (!take_group(group)) return std::move(attempt_);
    attempt_.stopped_at = next_;
    attempt_.is_complete = next_ == given_.size();
    return std::move(attempt_);
  }

private:
  bool prefers_group(const ShapePiece& required) const {
    if (next_ == given_.size() || !group_here()) return false;
    return !may_stand(required, given_[next_]) || (required.is_hole() && !given_[next_].hint);
  }

  // The group that begins with the word or block at hand and was not taken yet; 0 when there is none.
  std::uint8_t group_here() const {
    if (next_ == given_.size() || !(given_[next_].name || given_[next_].block)) return 0;
    std::uint8_t seen = 0;
    for (std::size_t i = 0; i < shape_.pieces.size(); ++i) {
      const ShapePiece& piece = shape_.pieces[i];
      const bool is_first_of_group = piece.group > seen;
      seen = std::max(seen, piece.group);
      if (is_first_of_group && attempt_.given_of[i] == left_out && may_stand(piece, given_[next_]))
        return piece.group;
    }
    return 0;
  }

  bool take_group(std::uint8_t group) {
    for (std::size_t i = 0; i < shape_.pieces.size(); ++i)
      if (shape_.pieces[i].group == group && !take(i)) return false;
    return true;
  }

  bool take(std::size_t index) {
    const ShapePiece& piece = shape_.pieces[index];
    if (next_ == given_.size() || !may_stand(piece, given_[next_])) {
      attempt_.stopped_at = next_;
      attempt_.wanted = &piece;
      return false;
    }
    if (piece.is_hole()) attempt_.doubts += doubts_of(piece, given_[next_]);
    attempt_.given_of[index] = next_++;
    return true;
  }

  const Shape& shape_;
  std::span<const Given> given_;
  Attempt attempt_;
  std::size_t next_ = 0;
};

// The type that an expression plainly has, without checking it.
struct Hint {
  const Body& body;

  std::optional<Type> operator()(const ast::Text&) const { return Type(Kind::text); }
  std::optional<Type> operator()(const ast::Integer&) const { return Type(Kind::integer); }
  std::optional<Type> operator()(const ast::Decimal&) const { return Type(Kind::decimal); }
  std::optional<Type> operator()(const ast::Truth&) const { return Type(Kind::boolean); }
  std::optional<Type> operator()(const ast::Duration&) const { return Type(Kind::duration); }
  std::optional<Type> operator()(const ast::Size&) const { return Type(Kind::size); }
  std::optional<Type> operator()(const ast::Rate&) const { return Type(Kind::rate); }
  std::optional<Type> operator()(const ast::Percentage&) const { return Type(Kind::percentage); }
  std::optional<Type> operator()(const ast::List&) const { return Type::list_of(Kind::unknown); }
  std::optional<Type> operator()(const ast::Map&) const { return Type::map_of(Kind::unknown); }
  std::optional<Type> operator()(const ast::Variable& variable) const {
    return type_of_name(body, variable.name.text);
  }
  template <typename Other>
  std::optional<Type> operator()(const Other&) const {
    return Type(Kind::unknown);
  }
};

}  // namespace

Given given_by(const Body& body, const ast::Expression& expression) {
  return {expression.span, nullptr, &expression, nullptr, std::visit(Hint{body}, expression.node)};
}

std::vector<Given> given_by(const Body& body, const ast::Command& command) {
  std::vector<Given> given;
  given.reserve(command.pieces.size() + 1);
  for (const ast::Piece& piece : command.pieces) {
    if (const auto* name = std::get_if<ast::Name>(&piece.node))
      given.push_back({piece.span, name, nullptr, nullptr, type_of_name(body, name->text)});
    else
      given.push_back(given_by(body, *std::get<ast::ExpressionPtr>(piece.node)));
  }
  if (command.block)
    given.push_back({command.block->span, nullptr, nullptr, command.block.get(), std::nullopt});
  return given;
}

Attempt attempt(const Shape& shape, std::span<const Given> given) {
  return Matcher(shape, given).run();
}

bool fits_well(const Attempt& attempt, std::span<const Given> given) {
  if (!attempt.is_complete) return false;
  std::uint32_t least = 0;  // a name is a doubt as an operand even when it is right
  for (std::size_t i = 0; i < attempt.given_of.size(); ++i)
    if (attempt.shape->pieces[i].is_hole() && attempt.given_of[i] != left_out &&
        given[attempt.given_of[i]].name)
      least += doubt_name;
  return attempt.doubts <= least;
}

Attempt best_attempt(std::span<const Shape* const> shapes, std::span<const Given> given) {
  Attempt best;
  for (const Shape* shape : shapes) {
    // Most shapes of a word like `wait` differ in the second word already.
    if (shape->pieces.size() > 1 && !shape->group_count && !shape->pieces[1].is_hole() && !shape->is_method &&
        given.size() > 1 && given[1].word() != shape->pieces[1].word)
      continue;
    Attempt tried = attempt(*shape, given);
    if (tried.is_complete && (!best.is_complete || tried.doubts < best.doubts)) best = std::move(tried);
  }
  return best;
}

}  // namespace vmt::checking
