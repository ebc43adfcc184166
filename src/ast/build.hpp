// From the flat list of what matched to the AST.
#pragma once

#include <vector>

#include "ast/ast.hpp"
#include "ast/tree.hpp"
#include "diagnostic/diagnostic.hpp"

namespace vmt {

ast::File build(const Source& source, const Tree& tree, std::vector<ast::Trivia> trivia,
                Diagnostics& diagnostics);

}  // namespace vmt
