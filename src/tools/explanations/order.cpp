// V05xx: what happens in which order.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0501",
     .title = "`break` or `continue` outside of a loop",
     .text =
         "`break` leaves the innermost `for` or `while`, and `continue` goes on with its next round. To end "
         "a test early there is `skip` and `fail`.",
     .failing = R"(machine web

if web.succeed("hostname") == "" { break }
)",
     .fixed = R"(machine web

if web.succeed("hostname") == "" { fail "it has no name" }
)"},
    {.code = "V0502",
     .title = "`return` outside of a function",
     .text = "`return` ends a function or a phrase. A test that reaches its end has passed; `skip` ends it "
             "early.",
     .failing = R"(machine web

if web.succeed("hostname") == "" { return }
)",
     .fixed = R"(machine web

if web.succeed("hostname") == "" { skip "it has no name" }
)"},
    {.code = "V0503",
     .title = "a block cannot be left this way",
     .text = "The statements of `parallel` run at the same time as others, `finally` runs while its block is "
             "being left already, and `expect failure` waits for its block to fail. None of them can be left "
             "by a `return`, `break` or `continue` that belongs to something around it.",
     .failing = R"(machine web

for round in 1..3 {
  finally { if round == 2 { break } }
  web.succeed "true"
}
)",
     .fixed = R"(machine web

for round in 1..3 {
  finally { log "round #{round} is over" }
  if round == 2 { break }
  web.succeed "true"
}
)"},
    {.code = "V0504",
     .title = "a function does not return a value on every path",
     .text =
         "The function says behind `->` what it gives, and there is a way to its end on which no `return` "
         "is met.",
     .failing = R"(function scheme(port: int) -> text {
  if port == 443 { return "https" }
}

log scheme(443)
)",
     .fixed = R"(function scheme(port: int) -> text {
  if port == 443 { return "https" }
  return "http"
}

log scheme(443)
)"},
    {.code = "V0505",
     .title = "statements that run at the same time assign a variable",
     .text = "What `parallel` does at the same time shares nothing that changes, so its result never depends "
             "on which statement was faster. Variables from outside can be read in it, but not assigned. "
             "Leave what is found on the machines, or in files.",
     .failing = R"(machine web, db

var names = ""
parallel {
  names = names + web.succeed("hostname")
  db.succeed "true"
}
log names
)",
     .fixed = R"(machine web, db

parallel {
  web.succeed "hostname > /tmp/name"
  db.succeed "true"
}
log web.read("/tmp/name")
)"},
    {.code = "V0506",
     .title = "a name is bound in a branch of its own",
     .text =
         "Each statement of `parallel` is a branch of its own, and a name that is bound in one is not known "
         "in the others or behind them. Bind it before, or put the statements that need it into one "
         "block.",
     .failing = R"(machine web, db

parallel {
  let name = web.succeed("hostname")
  db.succeed "true"
}
)",
     .fixed = R"(machine web, db

parallel {
  step "ask for the name" {
    let name = web.succeed("hostname")
    log name
  }
  db.succeed "true"
}
)"},
    {.code = "V0507",
     .title = "a machine is off when it is used",
     .text = "On every way to this statement the machine was shut down or crashed, and nothing started it "
             "again. A machine that was never started needs no `start`: its first use starts it.",
     .failing = R"(machine web

start web
crash web
web.succeed "true"
)",
     .fixed = R"(machine web

start web
crash web
start web
web.succeed "true"
)"},
});

}  // namespace

std::span<const Explanation> order_explanations() {
  return rows;
}

}  // namespace vmt::tools
