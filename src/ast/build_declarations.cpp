#include <cassert>
#include <limits>

#include "ast/builder.hpp"

namespace vmt {

decltype(ast::Statement::node) Builder::declaration(Index index, const Children& children) const {
  switch (shape(index)) {
    case Shape::machine: return machine(children);
    case Shape::network: return network(children);
    case Shape::setup: return ast::Setup{block(children[0])};
    case Shape::test: return test(children);
    case Shape::function: return function(children);
    case Shape::phrase: return phrase(children);
    case Shape::param:
      return ast::Param{name(children[0]), children.size() > 1 ? expression(children[1]) : nullptr};
    case Shape::secret: return ast::Secret{name(children[0])};
    default: assert(shape(index) == Shape::use); return use(children);
  }
}

ast::Machine Builder::machine(const Children& children) const {
  ast::Machine machine;
  for (const Index child : children) {
    if (shape(child) == Shape::machine_name) {
      const auto parts = tree_.children(child);
      machine.names.push_back(
          {name(parts[0]), parts.size() > 1 ? expression(parts[1]) : nullptr});
    }
    if (shape(child) == Shape::like) machine.like = name(child);
    if (shape(child) == Shape::setting) machine.settings.push_back(setting(child));
  }
  return machine;
}

ast::Network Builder::network(const Children& children) const {
  ast::Network network;
  for (const Index child : children) {
    if (shape(child) == Shape::name) network.names.push_back(name(child));
    if (shape(child) == Shape::setting) network.settings.push_back(setting(child));
  }
  return network;
}

ast::Setting Builder::setting(Index index) const {
  ast::Setting setting;
  setting.span = span(index);
  setting.command.pieces = pieces(tree_.children(index), 0);
  return setting;
}

ast::Test Builder::test(const Children& children) const {
  ast::Test test;
  test.title = expression(children.front());
  test.body = block(children.back());
  for (const Index child : children) {
    const auto parts = tree_.children(child);
    const auto only_once = [this, child](bool is_first, std::string_view word) {
      if (!is_first) diagnostics_.report(span(child), problems::twice, word).label("given again");
    };
    if (shape(child) == Shape::tags) {
      only_once(test.tags.empty(), "tags");
      test.tags = names(parts);
    } else if (shape(child) == Shape::timeout) {
      only_once(!test.timeout, "timeout");
      test.timeout = expression(parts[0]);
    } else if (shape(child) == Shape::loop) {
      only_once(!test.loop, "for");
      test.loop = ast::TestLoop{name(parts[0]), expression(parts[1])};
    } else if (shape(child) == Shape::after) {
      only_once(!test.after, "after");
      test.after = expression(parts[0]);
    }
  }
  return test;
}

ast::TypeName Builder::type(Index index) const {
  return {span(index), names(tree_.children(index))};
}

ast::Parameter Builder::parameter(Index index) const {
  const auto children = tree_.children(index);
  return {name(children[0]), type(children[1]),
          children.size() > 2 ? expression(children[2]) : nullptr};
}

ast::Function Builder::function(const Children& children) const {
  ast::Function function;
  function.name = name(children.front());
  function.body = block(children.back());
  for (const Index child : children) {
    if (shape(child) == Shape::parameter) function.parameters.push_back(parameter(child));
    if (shape(child) == Shape::type) function.result = type(child);
  }
  return function;
}

ast::Phrase Builder::phrase(const Children& children) const {
  ast::Phrase phrase;
  phrase.body = block(children.back());
  std::uint8_t groups = 0;
  for (const Index child : children) {
    if (shape(child) == Shape::type) phrase.result = type(child);
    if (shape(child) != Shape::phrase_option) {
      add_piece(phrase, child, 0);
    } else if (groups < std::numeric_limits<std::uint8_t>::max()) {
      ++groups;
      for (const Index part : tree_.children(child)) add_piece(phrase, part, groups);
    }
  }
  return phrase;
}

void Builder::add_piece(ast::Phrase& phrase, Index child, std::uint8_t group) const {
  if (shape(child) == Shape::word) phrase.pieces.push_back({span(child), name(child), group});
  if (shape(child) != Shape::hole) return;
  const auto inside = tree_.children(child)[0];
  if (shape(inside) == Shape::parameter) phrase.pieces.push_back({span(child), parameter(inside), group});
}

ast::Use Builder::use(const Children& children) const {
  const Index file = children[0];
  const auto text = written(file);
  if (text.front() == '"') return {unquoted(file), span(file), false};
  return {std::string(text), span(file), true};
}

}  // namespace vmt
