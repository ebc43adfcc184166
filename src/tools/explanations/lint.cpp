// V08xx: lints, which are warnings.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0801",
     .title = "a name hides another of the same name",
     .text = "Within the block the outer value cannot be reached, and a reader may take one for the other.",
     .failing = R"(machine web

let name = "ada"
for name in ["bob", "eve"] { web.succeed "echo #{name}" }
log name
)",
     .fixed = R"(machine web

let name = "ada"
for other in ["bob", "eve"] { web.succeed "echo #{other}" }
log name
)",
     .rule = "shadow"},
    {.code = "V0802",
     .title = "a value is never used",
     .text = "The name is bound and then never read: a check was forgotten, or the name is mistyped where it "
             "should be used. A name that begins with `_` says that this is meant.",
     .failing = R"(machine web

let answer = web.execute("hostname")
web.succeed "true"
)",
     .fixed = R"(machine web

let answer = web.execute("hostname")
expect answer.ok
web.succeed "true"
)",
     .rule = "unused"},
    {.code = "V0803",
     .title = "a machine is never used",
     .text =
         "No command names the machine, and no command's text mentions it by its host name. It would never "
         "be started.",
     .failing = R"(machine web, db

web.succeed "hostname"
)",
     .fixed = R"(machine web, db

web.succeed "ping -c 1 db"
)",
     .rule = "unused"},
    {.code = "V0804",
     .title = "a network is never used",
     .text = "No machine is on the network.",
     .failing = R"(network lan
machine web

start web
)",
     .fixed = R"(network lan
machine web { network lan }

start web
)",
     .rule = "unused"},
    {.code = "V0805",
     .title = "`sleep` only guesses how long something takes",
     .text =
         "A pause is too long on a good day and too short on a bad one. Wait for what should have happened "
         "by then: `wait port`, `wait file`, `wait unit`, `wait until`; they go on within milliseconds. "
         "Where time itself is tested, `# vmt: allow(sleep)` silences this.",
     .failing = R"(machine web

web.succeed "httpd -p 80 -h /etc"
sleep 5s
web.succeed "wget -q -O - http://localhost/hostname"
)",
     .fixed = R"(machine web

web.succeed "httpd -p 80 -h /etc"
wait port 80 on web
web.succeed "wget -q -O - http://localhost/hostname"
)",
     .rule = "sleep"},
    {.code = "V0806",
     .title = "a statement is never reached",
     .text =
         "The statement before it always leaves: with `return`, `break`, `continue`, `fail` or `skip`, or "
         "because its loop never ends.",
     .failing = R"(machine web

fail "not done yet"
web.succeed "true"
)",
     .fixed = R"(machine web

web.succeed "true"
)",
     .rule = "unreachable"},
    {.code = "V0807",
     .title = "a limit inside of a shorter one",
     .text = "Limits come from outside in, and an inner one can only be shorter. The outer limit ends the "
             "statement before the inner one could.",
     .failing = R"(machine web

within 10s {
  web.succeed "true" within 1m
}
)",
     .fixed = R"(machine web

within 2m {
  web.succeed "true" within 1m
}
)",
     .rule = "deadline"},
    {.code = "V0808",
     .title = "a value is computed and forgotten",
     .text = "The statement is only an expression. A comparison that should be a test needs `expect` before "
             "it.",
     .failing = R"(machine web

web.succeed("hostname") == "web"
)",
     .fixed = R"(machine web

expect web.succeed("hostname").trim() == "web"
)",
     .rule = "no_effect"},
    {.code = "V0809",
     .title = "a machine waits for one that it cannot reach",
     .text = "The two machines are on no network together, so the wait could only end at its deadline.",
     .failing = R"(network front, back
machine web { network front }
machine db { network back }

start all
wait port 5432 at "db" on web
)",
     .fixed = R"(network front, back
machine web { network front; network back }
machine db { network back }

start all
wait port 5432 at "db" on web
)",
     .rule = "network"},
    {.code = "V0810",
     .title = "an `allow` silences nothing",
     .text =
         "The lint that the comment allows is not found there. At the end of a line the comment speaks of "
         "that line; on a line of its own, of the next one.",
     .failing = R"(machine web

web.succeed "true"  # vmt: allow(sleep)
)",
     .fixed = R"(machine web

sleep 1s  # vmt: allow(sleep)
web.succeed "true"
)"},
    {.code = "V0811",
     .title = "an `allow` names no rule",
     .text =
         "The rules are `deadline`, `network`, `no_effect`, `shadow`, `sleep`, `unreachable` and `unused`. "
         "Errors cannot be silenced.",
     .failing = R"(machine web

web.succeed "true"  # vmt: allow(sleeping)
)",
     .fixed = R"(machine web

sleep 1s  # vmt: allow(sleep)
web.succeed "true"
)"},
    {.code = "V0812",
     .title = "a comment tells vmt nothing",
     .text = "A comment that begins with `# vmt:` speaks to vmt, and the one thing it can say is "
             "`allow(rule)`, with one rule or several and commas between them.",
     .failing = R"(machine web

web.succeed "true"  # vmt: ignore
)",
     .fixed = R"(machine web

web.succeed "true"  # vmt ignores what this writes
)"},
    {.code = "V0813",
     .title = "the name of a variable stands in a text as other languages write it",
     .text = "A value is put into a text as `#{name}`; all else is only text, because `${name}`, `{name}` and `%{name}` "
             "mean something in the shells and tools that the text may be for. In a command `$name` is a variable of "
             "the guest's shell, and nothing is said about it. Where the text is meant as it is, "
             "`# vmt: allow(interpolation)` says so.",
     .failing = R"(let took = 3
log "it took {took} seconds"
)",
     .fixed = R"(let took = 3
log "it took #{took} seconds"
)",
     .rule = "interpolation"},
});

}  // namespace

std::span<const Explanation> lint_explanations() {
  return rows;
}

}  // namespace vmt::tools
