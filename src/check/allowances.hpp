// `# vmt: allow(rule)`: which lints a script silences, and where.
#pragma once

#include <deque>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "ast/ast.hpp"
#include "source/source.hpp"

namespace vmt::checking {

// One rule in one comment.
struct Allowance {
  Span span;  // of the rule's name
  std::string_view rule;
  bool is_used = false;
};

// A comment that begins with `# vmt:` and says something else.
struct UnknownDirective {
  Span span;
  std::string_view text;
};

class Allowances {
public:
  // Reads the comments of a file. At the end of a line a comment speaks of that line; alone on its line
  // it speaks of the next line that holds more than comments.
  void read(const ast::File& file);

  // Is the lint silenced where the span begins? Notes that the allowance was of use.
  bool cover(Span span, std::string_view lint);

  const std::deque<Allowance>& all() const { return all_; }
  const std::vector<UnknownDirective>& unknown() const { return unknown_; }

private:
  void read_comment(const Source& source, Span comment);

  using Line = std::pair<const Source*, std::uint32_t>;
  std::deque<Allowance> all_;
  std::multimap<Line, Allowance*> by_line_;
  std::vector<UnknownDirective> unknown_;
};

}  // namespace vmt::checking
