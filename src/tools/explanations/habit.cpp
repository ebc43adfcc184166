// V003x and V004x: what other languages write.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0030",
     .title = "an operator or a word of another language",
     .text = "The logical operators are the words `and`, `or` and `not`; equality is `==` and `!=`; the "
             "constants are `true`, `false` and `nothing`; and `elif` is `else if`. Where there is no doubt, "
             "`vmt check --fix` writes it so.",
     .failing = R"(machine web

expect web.succeed("hostname") contains "web" && web.succeed("id -u").to_int() == 0
)",
     .fixed = R"(machine web

expect web.succeed("hostname") contains "web" and web.succeed("id -u").to_int() == 0
)"},
    {.code = "V0031",
     .title = "`=` where a comparison is meant",
     .text = "`=` gives a variable a new value. Two values are compared with `==`.",
     .failing = R"(machine web

expect web.succeed("id -u").to_int() = 0
)",
     .fixed = R"(machine web

expect web.succeed("id -u").to_int() == 0
)"},
    {.code = "V0032",
     .title = "only a variable can be assigned",
     .text = "What stands left of `=` is the name of a variable that was declared with `var`. Elements of "
             "lists, entries of maps, and members cannot be assigned, because values never change: make a "
             "new list or map instead. If a comparison was meant, it is written `==`.",
     .failing = R"(var ports = [80, 443]
ports[0] = 8080
log ports
)",
     .fixed = R"(var ports = [80, 443]
ports = [8080, 443]
log ports
)"},
    {.code = "V0033",
     .title = "a constant is bound with `let`",
     .text =
         "`let name = value` gives a value a name for good, and `var name = value` declares a variable that "
         "may be assigned again. `const`, `val`, `local` and their like are other languages' words "
         "for the first.",
     .failing = R"(const greeting = "hello"
log greeting
)",
     .fixed = R"(let greeting = "hello"
log greeting
)"},
    {.code = "V0034",
     .title = "there is no `+=`, no `++`, and no `:=`",
     .text = "A variable gets a new value in one way only, `name = value`, so `count += 1` is written "
             "`count = count + 1`. A name is declared with `let` or `var`.",
     .failing = R"(var count = 0
count += 1
log count
)",
     .fixed = R"(var count = 0
count = count + 1
log count
)"},
    {.code = "V0035",
     .title = "the type of a variable is not written",
     .text = "The type of a name follows from its value. Types are written for the parameters and results of "
             "functions and phrases, where there is no value yet.",
     .failing = R"(let count: int = 3
log count
)",
     .fixed = R"(let count = 3
log count
)"},
    {.code = "V0036",
     .title = "texts are written in straight double quotes",
     .text = "Single quotes are left to the shell, where they mean something else, so that a command can be "
             "pasted into a text. Curly quotes come from word processors and web pages.",
     .failing = R"(machine web

web.succeed 'hostname'
)",
     .fixed = R"(machine web

web.succeed "hostname"
)"},
    {.code = "V0037",
     .title = "a character that only looks like a blank",
     .text = "No-break spaces and their relatives get into scripts by copying from web pages and documents. "
             "They look like blanks, and shells and people are misled by them. `vmt check --fix` writes "
             "blanks.",
     .failing = "log\u00a0\"hello\"\n",
     .fixed = "log \"hello\"\n"},
    {.code = "V0038",
     .title = "comments begin with `#`",
     .text = "A comment begins with `#` and ends with the line; `##` documents what follows. `//` is another "
             "language's sign.",
     .failing = R"(// says hello
log "hello"
)",
     .fixed = R"(# says hello
log "hello"
)"},
    {.code = "V0039",
     .title = "a block is written in braces",
     .text =
         "A block begins with `{` behind its head and ends with `}`. `:` and indentation, `then`, and `do` "
         "are other languages' ways.",
     .failing = R"(for port in [80, 443] do {
  log port
}
)",
     .fixed = R"(for port in [80, 443] {
  log port
}
)"},
    {.code = "V0040",
     .title = "the `{` of a block stands on the next line",
     .text =
         "A statement ends with its line, so the `{` has to stand on the line of the head that it belongs "
         "to. Blocks look the same everywhere this way.",
     .failing = R"(for port in [80, 443]
{
  log port
}
)",
     .fixed = R"(for port in [80, 443] {
  log port
}
)"},
    {.code = "V0041",
     .title = "a function is declared with `function`",
     .text = "The word is written out: `function name(parameter: type) -> type { ... }`. A phrase, which is "
             "called without parentheses, is declared with `phrase`.",
     .failing = R"(def double(n: int) -> int { return 2 * n }

log double(21)
)",
     .fixed = R"(function double(n: int) -> int { return 2 * n }

log double(21)
)"},
    {.code = "V0042",
     .title = "a setting is written without `=` or `:`",
     .text = "A setting of a machine or a network reads like a command: its name, then its value.",
     .failing = R"(machine web { memory = 512MiB }

start web
)",
     .fixed = R"(machine web { memory 512MiB }

start web
)"},
    {.code = "V0043",
     .title = "there is an unfinished merge here",
     .text =
         "The lines with `<<<<<<<`, `=======` and `>>>>>>>` are left by a merge of two versions that did not "
         "fit together. Keep what is right of both sides, and remove these lines.",
     .failing = R"(<<<<<<< HEAD
log "one"
=======
log "two"
>>>>>>> other
)",
     .fixed = R"(log "two"
)"},
    {.code = "V0044",
     .title = "an argument is named with `:`",
     .text = "In a call an argument may be given by name, as `name: value`. `=` only assigns variables.",
     .failing = R"(function greet(name: text, times: int = 1) -> text { return "#{times} x hello #{name}" }

log greet("ada", times = 2)
)",
     .fixed = R"(function greet(name: text, times: int = 1) -> text { return "#{times} x hello #{name}" }

log greet("ada", times: 2)
)"},
    {.code = "V0045",
     .title = "a path is a text, and texts are quoted",
     .text = "Commands look like a shell's, but their operands are values of the language: a path stands in "
             "double quotes, so that a name without quotes is always a variable, a machine or a word of the "
             "command.",
     .failing = R"(machine web

wait file /run/ready on web
)",
     .fixed = R"(machine web

wait file "/run/ready" on web
)"},
    {.code = "V0046",
     .title = "a sign that has no meaning here",
     .text =
         "Signs of shells and other languages: `|` and `` ` `` belong into the text of a command, `$name` "
         "is just `name` (and `#{name}` in a text), `&` is said with `parallel` or `spawn`, and a choice "
         "with `? :` is an `if`. Names are made of the letters `a` to `z`, digits and `_`.",
     .failing = R"(let name = "ada"
log $name
)",
     .fixed = R"(let name = "ada"
log name
)"},
    {.code = "V0047",
     .title = "a character that only looks like another",
     .text = "Full-width signs of Chinese and Japanese keyboards, long dashes, arrows, and quotes of word "
             "processors are not the signs that they look like. The message names the one that is meant.",
     .failing = "for port in [80， 443] { log port }\n",
     .fixed = "for port in [80, 443] { log port }\n"},
    {.code = "V0048",
     .title = "a statement of another language",
     .text = "Python's `assert`, `with` and `try`, the commands of a shell, YAML's `key:` and the like are known, "
             "and the message says what is written here instead. What a guest's shell shall do is a text: "
             "`web.succeed \"...\"`.",
     .failing = R"(machine web

try {
  web.succeed "false"
} catch {
  log "as expected"
}
)",
     .fixed = R"(machine web

expect failure {
  web.succeed "false"
}
log "as expected"
)"},
    {.code = "V0049",
     .title = "one value cannot be bound to several names",
     .text = "A name is bound to one value, and no value falls apart into several. What belongs together has "
             "members: the result of a command has `status`, `output`, `errors`, `ok` and `duration`.",
     .failing = R"(machine web

status, output = web.execute("hostname")
)",
     .fixed = R"(machine web

let answer = web.execute("hostname")
expect answer.status == 0
log answer.output
)"},
    {.code = "V0050",
     .title = "a command stands in parentheses where a value is wanted",
     .text = "A command such as `web.succeed \"date\"` ends where its line does, so it can be the whole right side of "
             "`let`, but not one of several values. Parentheses say where it ends, `(web.succeed \"date\")`; a method "
             "can be called with brackets, too: `web.succeed(\"date\")`.",
     .failing = R"(machine web

log "it is #{web.succeed "date"}"
)",
     .fixed = R"(machine web

log "it is #{(web.succeed "date")}"
)"},
});

}  // namespace

std::span<const Explanation> habit_explanations() {
  return rows;
}

}  // namespace vmt::tools
