// What cannot be said about a file of which a part could not be read: a name may be declared or used in
// that part, a brace too many or too few may have moved statements to where they do not belong. Once the
// mistakes are mended, all that was left out is told.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

#include "ast/ast.hpp"
#include "diagnostic/diagnostic.hpp"

namespace vmt::checking {

class Doubts {
public:
  // After the file was parsed: the mistakes that the parser found in it are in `found`.
  void read(const ast::File& file, const Diagnostics& found);

  // A file that is used could not be read: who knows what it declares.
  void miss_file() { misses_file_ = true; }

  // May the name be declared in what could not be read?
  bool may_be_declared(std::string_view name) const {
    return misses_file_ || names_.contains(std::string(name));
  }

  // Might the problem with this code be there only because of another mistake in the file?
  bool may_follow(std::string_view code, Span span) const;

private:
  void read_names(std::string_view line);

  std::set<const Source*> mistaken_;
  std::unordered_set<std::string> names_;
  bool misses_file_ = false;
};

}  // namespace vmt::checking
