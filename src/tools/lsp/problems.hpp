// Diagnostics for an editor, and their fixes as code actions.
#pragma once

#include <map>
#include <string>

#include "tools/lsp/document.hpp"

namespace vmt::tools::lsp {

// The diagnostics of the document by the URI of the file they are in; the document's own entry is always
// there.
std::map<std::string, Json> problems_of(const Document& document);

// The fixes of problems that touch the range.
Json code_actions(const Document& document, const Json& range);

}  // namespace vmt::tools::lsp
