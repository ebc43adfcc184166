// Makes the nodes of the AST, each kind in a function of its own. Reports what only shows when the
// parts are looked at: units, escapes, indentation.
#pragma once

#include <string>
#include <vector>

#include "ast/ast.hpp"
#include "ast/problems.hpp"
#include "ast/tree.hpp"

namespace vmt {

class Builder {
public:
  using Index = Tree::Index;
  using Children = std::vector<Index>;

  Builder(const Source& source, const Tree& tree, Diagnostics& diagnostics)
      : source_(source), tree_(tree), diagnostics_(diagnostics) {}

  // Statements that are no more than the rest of a mistake leave nothing.
  std::vector<ast::Statement> statements(const Children& children) const;

private:
  Shape shape(Index index) const { return tree_[index].shape; }
  Span span(Index index) const { return source_.span(tree_[index].begin, tree_[index].end); }
  std::string_view written(Index index) const { return source_.text(span(index)); }
  bool has(const Children& children, Shape shape) const;

  // build_statements.cpp
  ast::Statement statement(Index index) const;
  decltype(ast::Statement::node) statement_node(Index index) const;
  decltype(ast::Statement::node) part_of_test(Index index, const Children& children) const;
  ast::If if_statement(const Children& children) const;
  ast::Assign foreign_update(const Children& children) const;
  ast::Block block(Index index) const;

  // build_declarations.cpp
  decltype(ast::Statement::node) declaration(Index index, const Children& children) const;
  ast::Machine machine(const Children& children) const;
  ast::Network network(const Children& children) const;
  ast::Test test(const Children& children) const;
  ast::Function function(const Children& children) const;
  ast::Phrase phrase(const Children& children) const;
  void add_piece(ast::Phrase& phrase, Index child, std::uint8_t group) const;
  ast::Use use(const Children& children) const;
  ast::Setting setting(Index index) const;
  ast::Parameter parameter(Index index) const;
  ast::TypeName type(Index index) const;

  // build_expressions.cpp
  ast::Name name(Index index) const { return {span(index), std::string(written(index))}; }
  std::vector<ast::Name> names(const Children& children) const;
  ast::ExpressionPtr expression(Index index) const;
  ast::Expression expression_value(Index index) const;
  decltype(ast::Expression::node) expression_node(Index index) const;
  decltype(ast::Expression::node) variable(Index index) const;
  ast::Command command(Index index) const;
  std::vector<ast::Piece> pieces(const Children& children, std::size_t from) const;
  ast::Binary binary(const Children& children) const;
  ast::Call call(const Children& children) const;
  ast::Map map(const Children& children) const;
  ast::Lambda lambda(const Children& children) const;

  // build_texts.cpp, build_numbers.cpp
  ast::Text line_text(Index index) const;
  ast::Text block_text(Index index) const;
  ast::TextPart interpolation(Index index) const;
  std::string unquoted(Index index) const;  // "a file" in quotes
  void report_unknown_escape(Span escape, std::uint32_t end) const;
  void read_escapes(std::uint32_t begin, std::uint32_t end, ast::TextPart& part) const;
  decltype(ast::Expression::node) number(Index index) const;

  const Source& source_;
  const Tree& tree_;
  Diagnostics& diagnostics_;
};

}  // namespace vmt
