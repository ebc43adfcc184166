// An AST as text, to compare what two scripts mean:
//
//     wait port 80 on web        ->  (do (phrase wait port 80 on web))
//     let x = web.succeed "a"    ->  (let x (method web succeed "a"))
//
// Everything that has a meaning is in it; comments, blanks and the spelling of numbers are not.
#pragma once

#include <string>

#include "ast/ast.hpp"

namespace vmt {

std::string to_text(const ast::File& file);
std::string to_text(const ast::Statement& statement);
std::string to_text(const ast::Expression& expression);

}  // namespace vmt
