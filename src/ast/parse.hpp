// Source -> File. The only place that compiles the grammar.
#pragma once

#include "ast/ast.hpp"
#include "diagnostic/diagnostic.hpp"

namespace vmt {

// Parsing never fails: it returns what could be read and reports the rest. After a mistake it goes on
// at the next statement, so ten mistakes in ten statements make ten diagnostics.
ast::File parse(const Source& source, Diagnostics& diagnostics);

}  // namespace vmt
