// V07xx: files, paths, regular expressions.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0701",
     .title = "a file of the host is not there",
     .text = "Paths of the host are read from the folder of the script, so that a script works from "
             "everywhere. The file has to be there when the script is checked.",
     .failing = R"(machine web

copy "files/sight.conf" to web at "/etc/site.conf"
)",
     .fixed = R"(machine web

copy "files/site.conf" to web at "/etc/site.conf"
)"},
    {.code = "V0702",
     .title = "a path of a guest is not absolute",
     .text = "Files of a guest are named from its root, `/`. A relative path would depend on a working folder, "
             "which such a command does not have.",
     .failing = R"(machine web

wait file "run/ready" on web
)",
     .fixed = R"(machine web

wait file "/run/ready" on web
)"},
    {.code = "V0703",
     .title = "this is no regular expression",
     .text = "The right side of `matches`, and some operands, are regular expressions in the syntax of RE2: "
             "what is common to all, without back references and look-around, so that matching takes linear "
             "time on whatever a guest writes. In a text in simple quotes a backslash is written twice.",
     .failing = R"~(machine web

expect web.succeed("uname -r") matches "([0-9]+"
)~",
     .fixed = R"~(machine web

expect web.succeed("uname -r") matches "([0-9]+)"
)~"},
});

}  // namespace

std::span<const Explanation> file_explanations() {
  return rows;
}

}  // namespace vmt::tools
