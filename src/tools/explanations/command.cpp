// V02xx: commands and their operands.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0201",
     .title = "no command begins with this word",
     .text = "A statement that begins with a name is a command, and there is none of this name. "
             "`vmt doc` lists the commands, `vmt doc wait` those with the word `wait`. A method of a "
             "machine needs a dot: `web.succeed \"...\"`. The commands of a guest's shell are texts: "
             "`web.succeed \"ls\"`.",
     .failing = R"(machine web

start web
wiat port 80 on web
)",
     .fixed = R"(machine web

start web
wait port 80 on web
)"},
    {.code = "V0202",
     .title = "something does not fit here in a command",
     .text = "The command is known up to this place, and what follows fits none of its forms: a word is "
             "wrong or missing, or an operand stands where a word is wanted. The message says what could "
             "stand here. An expression with operators may need parentheses.",
     .failing = R"(machine web

start web
wait port 80 of web
)",
     .fixed = R"(machine web

start web
wait port 80 on web
)"},
    {.code = "V0203",
     .title = "too much stands behind a command",
     .text = "The command is complete before this place, and nothing more belongs to it. Two statements on "
             "one line are separated by `;`.",
     .failing = R"(machine web

start web now
)",
     .fixed = R"(machine web

start web
)"},
    {.code = "V0204",
     .title = "a command is not complete",
     .text = "Every form of the command that begins this way needs something more. The message says what.",
     .failing = R"(machine web

start web
wait port 80
)",
     .fixed = R"(machine web

start web
wait port 80 on web
)"},
    {.code = "V0205",
     .title = "a value has no such method or member",
     .text =
         "What can stand behind the dot depends on the type of what stands before it. `vmt doc` lists the "
         "methods. A result has `status`, `output`, `errors`, `ok` and `duration`.",
     .failing = R"(machine web

expect web.succeed("hostname").trimmed() == "web"
)",
     .fixed = R"(machine web

expect web.succeed("hostname").trim() == "web"
)"},
    {.code = "V0206",
     .title = "a method of another type",
     .text = "There is a method of this name, but values of another type have it. Look at the type of what "
             "stands before the dot: the message names it.",
     .failing = R"(machine web

let answer = web.execute("hostname")
expect answer.trim() == "web"
)",
     .fixed = R"(machine web

let answer = web.execute("hostname")
expect answer.output.trim() == "web"
)"},
    {.code = "V0207",
     .title = "an argument is missing",
     .text = "Every parameter without a default needs an argument, in the order of the parameters or by its "
             "name.",
     .failing = R"(function url(name: text, port: int) -> text { return "http://#{name}:#{port}/" }

log url("web")
)",
     .fixed = R"(function url(name: text, port: int) -> text { return "http://#{name}:#{port}/" }

log url("web", 80)
)"},
    {.code = "V0208",
     .title = "too many arguments",
     .text = "There are more arguments than parameters. The message points at the first that is too many.",
     .failing = R"(function url(name: text) -> text { return "http://#{name}/" }

log url("web", 80)
)",
     .fixed = R"(function url(name: text) -> text { return "http://#{name}/" }

log url("web")
)"},
    {.code = "V0209",
     .title = "there is no argument of this name",
     .text = "An argument that is given by name, as in `port: 80`, needs a parameter of that name.",
     .failing = R"(function url(name: text, port: int = 80) -> text { return "http://#{name}:#{port}/" }

log url("web", prot: 8080)
)",
     .fixed = R"(function url(name: text, port: int = 80) -> text { return "http://#{name}:#{port}/" }

log url("web", port: 8080)
)"},
    {.code = "V0210",
     .title = "an argument is given twice",
     .text = "A parameter gets one value: from an argument at its place, or from one with its name.",
     .failing = R"(function url(name: text, port: int = 80) -> text { return "http://#{name}:#{port}/" }

log url("web", name: "db")
)",
     .fixed = R"(function url(name: text, port: int = 80) -> text { return "http://#{name}:#{port}/" }

log url("web", port: 8080)
)"},
    {.code = "V0211",
     .title = "this is said differently here",
     .text =
         "The words of other test drivers and languages are known, and answered with vmt's own. Where the "
         "whole line can be translated without doubt, `vmt check --fix` does it.",
     .failing = R"(machine web

web.wait_for_unit("nginx.service")
)",
     .fixed = R"(machine web

wait unit "nginx.service" on web
)"},
    {.code = "V0212",
     .title = "this cannot be called like a function",
     .text = "Parentheses call a function, a method, or a small function in a variable. What stands before "
             "them is another value. A single value in parentheses behind a command's word needs a blank.",
     .failing = R"(let count = 3
log count(2)
)",
     .fixed = R"(let count = x => 3 * x
log count(2)
)"},
    {.code = "V0213",
     .title = "a shell's command is one text",
     .text = "What a shell is to run stands in quotes as a whole. Without them, words are names of the script and of "
             "its commands.",
     .failing = R"(machine web

web.succeed echo hello
)",
     .fixed = R"(machine web

web.succeed "echo hello"
)"},
});

}  // namespace

std::span<const Explanation> command_explanations() {
  return rows;
}

}  // namespace vmt::tools
