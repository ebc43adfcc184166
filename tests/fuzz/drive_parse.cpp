#include <string>

#include "ast/parse.hpp"
#include "fuzz/drive.hpp"
#include "fuzz/look.hpp"

namespace vmt::test {

void drive_parse(std::string_view bytes) {
  Sources sources;
  Diagnostics diagnostics;
  const auto file = parse(sources.add("fuzz.vmt", std::string(bytes)), diagnostics);
  require(file.has_mistakes == diagnostics.has_errors(), "a file that does not know about its mistakes");
  diagnostics.sort(sources);
  for (const Diagnostic& each : diagnostics.all()) look_at(each);
}

}  // namespace vmt::test
