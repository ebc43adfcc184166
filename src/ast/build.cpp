#include "ast/build.hpp"

#include "ast/builder.hpp"

namespace vmt {

ast::File build(const Source& source, const Tree& tree, std::vector<ast::Trivia> trivia,
                Diagnostics& diagnostics) {
  ast::File file;
  file.source = &source;
  file.body.span = source.span(0, source.text().size());
  file.body.statements =
      Builder(source, tree, diagnostics).statements(tree.roots(0, tree.size()));
  file.trivia = std::move(trivia);
  return file;
}

}  // namespace vmt
