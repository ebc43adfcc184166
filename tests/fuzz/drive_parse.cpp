#include <string>

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

}  // namespace vmt::test
