// The files of one program: the script and all that it uses, each once.
#pragma once

#include <deque>
#include <vector>

#include "check/context.hpp"

namespace vmt::checking {

struct Files {
  const ast::File* root = nullptr;
  std::deque<ast::File> used;
  // What a file uses comes before it; the script itself is the last.
  std::vector<const ast::File*> in_order;
};

// Follows every `use`, and reports what cannot be read and what uses itself.
Files read_files(Context& context, const ast::File& root);

}  // namespace vmt::checking
