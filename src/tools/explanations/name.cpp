// V01xx: names.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0101",
     .title = "nothing has this name",
     .text = "The name is no variable that is known here, no machine, no network, and no function. A name "
             "that is bound inside of a block is known to the end of that block only; bind it before the "
             "block when it is needed behind it. What is meant as a text stands in quotes. A name that is "
             "unknown is told once, however often it is used.",
     .failing = R"(let greeting = "hello"
log greting
log greeting
)",
     .fixed = R"(let greeting = "hello"
log greeting
)"},
    {.code = "V0102",
     .title = "no machine has this name",
     .text = "The command wants a machine, and no `machine` declaration has this name. The message names the "
             "machine that is spelled most alike, if there is one.",
     .failing = R"(machine web

start web
wait port 80 on wbe
)",
     .fixed = R"(machine web

start web
wait port 80 on web
)"},
    {.code = "V0103",
     .title = "no network has this name",
     .text = "A machine is put on a network that no `network` declaration declares. A machine without the "
             "setting is on the network `default`, together with all others without one.",
     .failing = R"(network lan

machine web { network lna }
machine db { network lan }

start [web, db]
)",
     .fixed = R"(network lan

machine web { network lan }
machine db { network lan }

start [web, db]
)"},
    {.code = "V0104",
     .title = "no machine and no network has this name",
     .text = "What is done to a connection is done to a machine or to a network, and neither has this name.",
     .failing = R"(network lan

machine web { network lan }
machine db { network lan }

start [web, db]
slow lam by 100ms
)",
     .fixed = R"(network lan

machine web { network lan }
machine db { network lan }

start [web, db]
slow lan by 100ms
)"},
    {.code = "V0105",
     .title = "no function has this name",
     .text =
         "What is called with parentheses is a function that a `function` declaration declares, here or "
         "in a file that is used, or a small function in a variable. What is done to a value is a method: "
         "it stands behind the value and a dot.",
     .failing = R"(function double(n: int) -> int { return 2 * n }

log doubel(4) + double(3)
)",
     .fixed = R"(function double(n: int) -> int { return 2 * n }

log double(4) + double(3)
)"},
    {.code = "V0106",
     .title = "no type has this name",
     .text =
         "The types are `bool`, `int`, `float`, `text`, `duration`, `size`, `rate`, `percentage`, `range`, "
         "`machine`, `network`, `host`, `job`, `result`, `failure`, `list of T`, `map of T`, and `any`. "
         "Parameters may also say what an operand is for: `port`, `command` and the like.",
     .failing = R"(function greet(name: string) -> text { return "hello #{name}" }

log greet("ada")
)",
     .fixed = R"(function greet(name: text) -> text { return "hello #{name}" }

log greet("ada")
)"},
    {.code = "V0107",
     .title = "no test has this title",
     .text = "`after` names the test at whose end this one starts, by its title, letter by letter.",
     .failing = R"(machine web

test "it starts" { start web }
test "it answers" after "it start" { web.succeed "true" }
)",
     .fixed = R"(machine web

test "it starts" { start web }
test "it answers" after "it starts" { web.succeed "true" }
)"},
    {.code = "V0108",
     .title = "a name is used before it has a value",
     .text =
         "The bindings at the top of a file are made in the order in which they are written. Move the one "
         "that is needed up. Functions may use every name of the file, since they run later.",
     .failing = R"(let url = "http://#{name}/"
let name = "web"
log url
log name
)",
     .fixed = R"(let name = "web"
let url = "http://#{name}/"
log url
)"},
    {.code = "V0109",
     .title = "a name is declared twice",
     .text = "Machines, networks, functions, parameters and the variables at the top of a file share one set "
             "of names, so that a name always means one thing.",
     .failing = R"(machine web
machine web { memory 512MiB }

start web
)",
     .fixed = R"(machine web { memory 512MiB }

start web
)"},
    {.code = "V0110",
     .title = "two tests have the same title",
     .text = "Reports, `after`, and the command line call tests by their titles, so each needs one of its "
             "own.",
     .failing = R"(machine web

test "it works" { start web }
test "it works" { web.succeed "true" }
)",
     .fixed = R"(machine web

test "it starts" { start web }
test "it answers" { web.succeed "true" }
)"},
    {.code = "V0111",
     .title = "this name means something everywhere",
     .text =
         "`host` is the computer on which vmt runs, and `all` is all machines, as in `start all`. Neither "
         "can be the name of anything else.",
     .failing = R"(function host() -> text { return "web" }
)",
     .fixed = R"(function host_name() -> text { return "web" }
)"},
    {.code = "V0112",
     .title = "a constant is assigned",
     .text = "`let` binds a name for good. A name whose value is to change is declared with `var`.",
     .failing = R"(let count = 0
count = count + 1
log count
)",
     .fixed = R"(var count = 0
count = count + 1
log count
)"},
    {.code = "V0113",
     .title = "something that is no variable is assigned",
     .text = "Machines, networks, functions, parameters and the variables of loops keep their values. Bind "
             "a variable of its own with `var`.",
     .failing = R"(for port in [80, 443] {
  port = port + 8000
  log port
}
)",
     .fixed = R"(for port in [80, 443] {
  let local_port = port + 8000
  log local_port
}
)"},
    {.code = "V0114",
     .title = "a setting needs a value that is not known yet",
     .text = "The settings of machines and networks are read before anything runs, because machines are made "
             "of them. They may use literals, parameters, and constants made of these, but nothing that is "
             "computed while the test runs.",
     .failing = R"(let size = host.succeed("nproc").to_int()
machine web { cpus size }

start web
)",
     .fixed = R"(param size = 2
machine web { cpus size }

start web
)"},
});

}  // namespace

std::span<const Explanation> name_explanations() {
  return rows;
}

}  // namespace vmt::tools
