#include "check/shape.hpp"

#include <algorithm>
#include <cctype>
#include <span>
#include <utility>

#include "check/roles.hpp"

namespace vmt::checking {

namespace {

// The shape of a row behind its first `skipped` pieces.
Shape shape_of(const Form& form, std::size_t skipped) {
  Shape shape;
  shape.form = &form;
  for (const vmt::PhrasePiece& piece : form.phrase.pieces().subspan(skipped)) {
    shape.pieces.push_back({piece.word, piece.hole, piece.role, type_of(piece.role), piece.group});
    shape.group_count = std::max(shape.group_count, piece.group);
  }
  return shape;
}

std::string upper(std::string_view word) {
  std::string letters(word);
  for (char& letter : letters) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return letters;
}

}  // namespace

std::string show(const ShapePiece& piece) {
  if (!piece.is_hole()) return std::string(piece.word);
  return piece.role == Role::block ? "{ ... }" : upper(piece.hole);
}

std::string show(const Shape& shape) {
  std::string shown;
  if (shape.is_method)
    shown = upper(shape.form->phrase.pieces().front().hole) + "." + std::string(shape.form->phrase.method());
  std::uint8_t group = 0;
  for (const ShapePiece& piece : shape.pieces) {
    if (group && piece.group != group) shown += ']';
    if (!shown.empty()) shown += ' ';
    if (piece.group && piece.group != group) shown += '[';
    group = piece.group;
    shown += show(piece);
  }
  return group ? shown + ']' : shown;
}

void PhraseBook::add(const Catalogue& catalogue) {
  for (const Form& form : catalogue.commands) {
    if (!form.phrase.is_method()) {
      add_by_first_word(commands_, form);
      continue;
    }
    Shape& method = shapes_.emplace_back(shape_of(form, 1));
    method.is_method = true;
    method.receiver = form.phrase.pieces().front().role;
    methods_[form.phrase.method()].push_back(&method);
  }
  for (const Form& form : catalogue.functions) {
    const Shape& function = shapes_.emplace_back(shape_of(form, 1));
    functions_[form.phrase.pieces().front().word].push_back(&function);
  }
  for (const Form& form : catalogue.machine_settings) add_by_first_word(machine_settings_, form);
  for (const Form& form : catalogue.network_settings) add_by_first_word(network_settings_, form);
}

void PhraseBook::add_by_first_word(Index& index, const Form& form) {
  const Shape& shape = shapes_.emplace_back(shape_of(form, 0));
  index[shape.pieces.front().word].push_back(&shape);
}

void PhraseBook::add(Shape shape) {
  const Shape& kept = shapes_.emplace_back(std::move(shape));
  commands_[kept.pieces.front().word].push_back(&kept);
}

std::vector<std::string_view> PhraseBook::method_names(Type receiver) const {
  std::vector<std::string_view> names;
  for (const auto& [name, shapes] : methods_)
    if (std::ranges::any_of(shapes, [&](auto* shape) { return accepts(shape->receiver, receiver); }))
      names.push_back(name);
  std::ranges::sort(names);
  return names;
}

const PhraseBook::Shapes& PhraseBook::at(const Index& index, std::string_view key) {
  static const Shapes none;
  const auto found = index.find(key);
  return found == index.end() ? none : found->second;
}

std::vector<std::string_view> PhraseBook::keys(const Index& index) {
  std::vector<std::string_view> words;
  for (const auto& [word, shapes] : index) words.push_back(word);
  std::ranges::sort(words);
  return words;
}

}  // namespace vmt::checking
