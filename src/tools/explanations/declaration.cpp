// V04xx: declarations.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0401",
     .title = "there is no setting of this name",
     .text = "The message names the setting that is spelled most alike, or lists all there are. `vmt doc` "
             "explains each.",
     .failing = R"(machine web { memroy 512MiB }

start web
)",
     .fixed = R"(machine web { memory 512MiB }

start web
)"},
    {.code = "V0402",
     .title = "the number of machines must be known",
     .text = "Machines are made before anything runs, so `machine worker[3]` takes a number and no "
             "expression.",
     .failing = R"(let count = 2
machine worker[count]

start worker[0]
log count
)",
     .fixed = R"(machine worker[2]

start worker[0]
)"},
    {.code = "V0403",
     .title = "machines take over each other's settings in a circle",
     .text = "`machine a like b` begins with the settings of `b`. When `b`, over others or at once, is "
             "declared like `a`, nobody could begin.",
     .failing = R"(machine web like db { memory 512MiB }
machine db like web { cpus 2 }

start [web, db]
)",
     .fixed = R"(machine web { memory 512MiB }
machine db like web { cpus 2 }

start [web, db]
)"},
    {.code = "V0404",
     .title = "two machines would have the same host name",
     .text =
         "A guest is called as its machine, but in a host name `_` becomes `-`, and the machines of a list "
         "have their number behind a `-`. Two guests of one name could not find each other.",
     .failing = R"(machine web[2]
machine web_0

start [web[0], web[1], web_0]
)",
     .fixed = R"(machine web[2]
machine spare

start [web[0], web[1], spare]
)"},
    {.code = "V0405",
     .title = "a file has one `setup`",
     .text = "`setup` makes the state from which every test starts. Write all its statements into one; "
             "`step` gives names to its parts.",
     .failing = R"(machine web

setup { start web }
setup { web.succeed "touch /srv/ready" }

test "it is ready" { wait file "/srv/ready" on web }
)",
     .fixed = R"(machine web

setup {
  start web
  web.succeed "touch /srv/ready"
}

test "it is ready" { wait file "/srv/ready" on web }
)"},
    {.code = "V0406",
     .title = "a declaration stands in a block",
     .text =
         "Machines, networks, tests, functions, phrases, parameters, secrets and `use` stand at the top of "
         "a file. They are known in the whole file, so there is no order to keep.",
     .failing = R"(machine web

test "it answers" {
  function greeting() -> text { return "hello" }
  web.succeed "echo hello"
}
)",
     .fixed = R"(machine web

function greeting() -> text { return "hello" }

test "it answers" {
  web.succeed "echo #{greeting()}"
}
)"},
    {.code = "V0408",
     .title = "a part of a phrase has a default, and cannot be left out",
     .text = "What stands in no brackets is written wherever the phrase is used, so the default would never be "
             "needed. Brackets around the part, with a word before it, let it be left out.",
     .failing = R"(machine web

phrase greet {name: text = "ada"} {
  web.succeed "echo hello #{name}"
}

greet "bob"
)",
     .fixed = R"(machine web

phrase greet {name: text} {
  web.succeed "echo hello #{name}"
}

greet "bob"
)"},
    {.code = "V0409",
     .title = "there is a command of this form already",
     .text =
         "Two commands with the same words, and operands in the same places, could not be told apart. Give "
         "one another word.",
     .failing = R"(phrase start {m: machine} {
  log "starting #{m}"
}
)",
     .fixed = R"(phrase launch {m: machine} {
  log "starting #{m}"
  start m
}
)"},
    {.code = "V0410",
     .title = "a file that is used cannot be read",
     .text = "The path behind `use` is read from the folder of the script that says it. A module of the "
             "standard library is named without quotes: `use std.http`.",
     .failing = R"(use "lib/mial.vmt"

log greeting
)",
     .fixed = R"(use "lib/mail.vmt"

log greeting
)"},
    {.code = "V0411",
     .title = "files use each other in a circle",
     .text = "The file uses another that, over others or at once, uses the first again. Move what both need "
             "into a third file.",
     .failing = R"(use "lib/circle.vmt"

log "hello"
)",
     .fixed = R"(use "lib/mail.vmt"

log greeting
)"},
    {.code = "V0412",
     .title = "a statement stands beside tests",
     .text =
         "A file with tests only declares: its statements belong into `setup`, which runs before, or into "
         "a test. A file without tests may have statements, and is one test itself. Constants and "
         "variables may stand at the top of every file.",
     .failing = R"(machine web

start web

test "it answers" { web.succeed "true" }
)",
     .fixed = R"(machine web

setup { start web }

test "it answers" { web.succeed "true" }
)"},
    {.code = "V0413",
     .title = "a file that others use has statements",
     .text =
         "A file that is used gives its declarations to the one that uses it: machines, functions, "
         "phrases. It does not run, so a statement in it would never be heard of. Put it into a function.",
     .failing = R"(use "lib/acts.vmt"

log "hello"
)",
     .fixed = R"(use "lib/mail.vmt"

log greeting
)"},
    {.code = "V0414",
     .title = "tests wait for each other",
     .text =
         "`after` starts a test from the end of another one. Following it from test to test has to lead to "
         "one that starts from `setup`.",
     .failing = R"(machine web

test "one" after "two" { start web }
test "two" after "one" { web.succeed "true" }
)",
     .fixed = R"(machine web

test "one" { start web }
test "two" after "one" { web.succeed "true" }
)"},
    {.code = "V0415",
     .title = "the test to start from is computed",
     .text =
         "Which test starts from which has to be known before anything runs, so `after` takes the title of "
         "a test as a plain text.",
     .failing = R"(machine web

let first = "it starts"
test "it starts" { start web }
test "it answers" after first { web.succeed "true" }
)",
     .fixed = R"(machine web

test "it starts" { start web }
test "it answers" after "it starts" { web.succeed "true" }
)"},
    {.code = "V0416",
     .title = "a constant of a file needs a machine that does not run yet",
     .text =
         "In a file with tests, what is bound at the top of the file is computed before any test, when no "
         "machine runs. Bind it in the test; or declare a `var` here, and assign it in `setup`.",
     .failing = R"(machine web

let name = web.succeed("hostname")

test "it has a name" { expect name != "" }
)",
     .fixed = R"(machine web

test "it has a name" {
  let name = web.succeed("hostname")
  expect name != ""
}
)"},
    {.code = "V0417",
     .title = "the standard library has no module of this name",
     .text = "`use std.NAME` loads a module that is built into vmt; `vmt doc` shows them all. A file of your own "
             "stands in quotes, and is looked for from the folder of the script: `use \"lib/db.vmt\"`.",
     .failing = R"(use std.htpp

test "nothing yet" { skip "no machine" }
)",
     .fixed = R"(use std.http

test "nothing yet" { skip "no machine" }
)"},
    {.code = "V0418",
     .title = "a part of a phrase can be left out, and has no default",
     .text = "A part in brackets has a value also when nobody writes it. The default may use the parts before it.",
     .failing = R"(machine web

phrase greet {name: text} [in {language: text}] {
  web.succeed "greet --language #{language} #{name}"
}

greet "bob"
)",
     .fixed = R"(machine web

phrase greet {name: text} [in {language: text = "en"}] {
  web.succeed "greet --language #{language} #{name}"
}

greet "bob"
)"},
    {.code = "V0419",
     .title = "two parts of a phrase begin with the same word",
     .text = "The word that a part in brackets begins with says that the part is there. When another part has the "
             "same word, nobody could tell which is meant.",
     .failing = R"(machine web

phrase greet {name: text} [on {day: text = "monday"}] on {m: machine} {
  m.succeed "greet #{name} #{day}"
}

greet "bob" on web
)",
     .fixed = R"(machine web

phrase greet {name: text} [at {day: text = "monday"}] on {m: machine} {
  m.succeed "greet #{name} #{day}"
}

greet "bob" on web
)"},
});

}  // namespace

std::span<const Explanation> declaration_explanations() {
  return rows;
}

}  // namespace vmt::tools
