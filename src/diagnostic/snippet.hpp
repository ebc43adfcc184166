// Lines of one script with marks below them.
#pragma once

#include "diagnostic/painter.hpp"
#include "source/source.hpp"

#include <string>
#include <vector>

namespace vmt {

struct SnippetLabel {
  Span span;
  std::string text;
  bool is_primary = false;
};

// Every line on which a label begins, in order, with its marks; lines between are left out.
void draw_snippet(Painter& painter, const Source& source, const std::vector<SnippetLabel>& labels,
                  Ink primary);

// The lines that the fix changes, as they would be, with what is new marked.
void draw_fix(Painter& painter, const Fix& fix);

}  // namespace vmt
