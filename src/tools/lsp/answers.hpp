// What an editor asks of a place: what could stand there, what it is, where it comes from.
#pragma once

#include "tools/lsp/document.hpp"

namespace vmt::tools::lsp {

// Each returns null when there is nothing to say.
Json completion(const Document& document, std::uint32_t offset);
Json hover(const Document& document, std::uint32_t offset);
Json definition(const Document& document, std::uint32_t offset);
Json document_symbols(const Document& document);
// The edits that bring the script into the one style; null while it has errors.
Json formatting(const Document& document);

}  // namespace vmt::tools::lsp
