#include <string>

#include "ast/format.hpp"
#include "ast/parse.hpp"
#include "fuzz/drive.hpp"
#include "fuzz/look.hpp"

namespace vmt::test {

void drive_parse(std::string_view bytes) {
  Sources sources;
  Diagnostics diagnostics;
  parse(sources.add("fuzz.vmt", std::string(bytes)), diagnostics);
  diagnostics.sort(sources);
  for (const Diagnostic& each : diagnostics.all()) look_at(each);
}

void drive_format(std::string_view bytes) {
  Sources sources;
  Diagnostics diagnostics;
  const auto once = format(sources.add("fuzz.vmt", std::string(bytes)), diagnostics);
  if (!once) return require(once.error() == FormatRefusal::script_has_errors, "the meaning stays");
  const auto twice = format(sources.add("formatted.vmt", *once), diagnostics);
  require(twice && *twice == *once, "formatting what is formatted changes nothing");
}

}  // namespace vmt::test
