#include "fuzz/look.hpp"

#include <cstdio>
#include <cstdlib>

#include "diagnostic/render.hpp"

namespace vmt::test {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

void look_at(const Diagnostic& diagnostic) {
  const auto is_within = [](Span span) {
    return !span.is_somewhere() || (span.begin <= span.end && span.end <= span.source->text().size());
  };
  require(is_within(diagnostic.primary.span), "a mark outside of the text");
  for (const auto& label : diagnostic.labels) require(is_within(label.span), "a label outside of the text");
  for (const auto& fix : diagnostic.fixes)
    for (const auto& edit : fix.edits) require(is_within(edit.span), "an edit outside of the text");
  require(!diagnostic.message.empty(), "a problem without words");
  for (const char c : render(diagnostic, {.color = false, .unicode = true}))
    require(c == '\n' || static_cast<unsigned char>(c) >= 0x20, "a control character for the terminal");
}

}  // namespace vmt::test
