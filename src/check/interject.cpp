#include "check/interject.hpp"

#include <algorithm>
#include <unordered_set>

#include "check/statements.hpp"
#include "check/variables.hpp"

namespace vmt::checking {

namespace {

constexpr std::string_view variable_word = "variable";

std::vector<program::VisibleName> visible_at(const Body& body) {
  std::vector<program::VisibleName> names;
  std::unordered_set<std::string_view> known;
  for (const std::string_view name : body.visible_names())
    if (const Local* local = body.peek(name); local && known.insert(name).second)
      names.push_back({std::string(name), variable_word, local->type, local->span});
  std::ranges::sort(names, {}, &program::VisibleName::name);
  for (const FileName& name : body.context().names.all()) {
    const auto* global = std::get_if<GlobalName>(&name.is);
    if (global && !global->is_ready) continue;
    if (const auto type = type_of_name(body, name.text); type && known.insert(name.text).second)
      names.push_back({std::string(name.text), kind_of(name), *type, name.span});
  }
  return names;
}

std::vector<program::VisiblePhrase> phrases_of(const PhraseBook& book) {
  std::vector<program::VisiblePhrase> phrases;
  for (const std::string_view word : book.command_words())
    for (const Shape* shape : book.commands(word)) {
      if (shape->form) continue;  // of the catalogue
      auto& phrase = phrases.emplace_back(program::VisiblePhrase{show(*shape), {}});
      for (const ShapePiece& piece : shape->pieces)
        phrase.pieces.push_back({std::string(piece.word), piece.role});
    }
  return phrases;
}

}  // namespace

void check_interjection(Body& body, const ast::Statement& next) {
  Context& context = body.context();
  const auto& interjection = context.options.interjection;
  if (!interjection || context.program.interjected || next.span != interjection->place) return;

  const Scope scope(body);
  put_barrier(body, "the prompt");
  body.around.is_interjected = true;
  body.around.limit_nanoseconds.reset();  // the time of the script stands still, too
  program::Interjected interjected;
  for (const auto& typed : interjection->typed) {
    interjected.statements.clear();
    check_statements(body, typed, interjected.statements);
  }
  interjected.slot_count = body.slot_count();
  interjected.names = visible_at(body);
  interjected.phrases = phrases_of(context.phrases);
  context.program.interjected = std::move(interjected);
}

}  // namespace vmt::checking
