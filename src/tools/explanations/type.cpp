// V03xx: types and values.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0301",
     .title = "a value of another type is wanted here",
     .text = "Nothing is converted silently, and units are types: 30 is a number, `30s` a duration. A text "
             "becomes a number with `to_int()` or `to_float()`, and anything becomes a text with "
             "`\"#{value}\"`.",
     .failing = R"(machine web

web.succeed "true" within 30
)",
     .fixed = R"(machine web

web.succeed "true" within 30s
)"},
    {.code = "V0302",
     .title = "an operator does not take these types",
     .text =
         "Both sides of an operator have to go together: numbers of one type, durations with durations, "
         "texts with texts. A duration, a size or a rate can be multiplied and divided by an int. A value "
         "is put into a text with `#{...}` rather than with `+`.",
     .failing = R"(let count = 3
log "copies: " + count
)",
     .fixed = R"(let count = 3
log "copies: #{count}"
)"},
    {.code = "V0303",
     .title = "a condition is neither true nor false",
     .text = "A condition is a `bool`. Numbers, texts and lists are not taken for true or false; say what is "
             "asked about them, as in `count > 0` or `list.length() > 0`.",
     .failing = R"(machine web

if web.succeed("ls /root") { log "something is there" }
)",
     .fixed = R"(machine web

if web.succeed("ls /root") != "" { log "something is there" }
)"},
    {.code = "V0304",
     .title = "this gives no value",
     .text = "A command that only does something, or a function without `->`, has no value that could be "
             "bound, shown or compared. The commands that have one are marked with `->` in `vmt doc`.",
     .failing = R"(machine web

let started = start web
log started
)",
     .fixed = R"(machine web

start web
let name = web.succeed("hostname")
log name
)"},
    {.code = "V0305",
     .title = "the items of a list are of different types",
     .text = "A list holds values of one type, so that what is done to one item can be done to each. Values "
             "that belong together under names make a map.",
     .failing = R"(log [80, "https"]
)",
     .fixed = R"(log {port: 80, scheme: "https"}
)"},
    {.code = "V0306",
     .title = "a key stands twice in a map",
     .text = "Each key of a map has one value, and the first would be lost.",
     .failing = R"(log {http: 80, https: 443, http: 8080}
)",
     .fixed = R"(log {http: 80, https: 443, proxy: 8080}
)"},
    {.code = "V0307",
     .title = "this has no elements",
     .text = "`value[...]` is an element of a list, by its number from 0, or of a map, by its key. A text is "
             "taken apart with `lines()`, `words()` or `split(...)` first.",
     .failing = R"(let version = "1.2.3"
log version[0]
)",
     .fixed = R"(let version = "1.2.3"
log version.split(".")[0]
)"},
    {.code = "V0308",
     .title = "there is no element of this number",
     .text = "Elements are numbered from 0, so the last of three is `[2]`.",
     .failing = R"(machine worker[3]

start worker[3]
)",
     .fixed = R"(machine worker[3]

start worker[2]
)"},
    {.code = "V0309",
     .title = "there are no items to walk through",
     .text = "`for` walks through the items of a list, the numbers of a range, or the keys of a map. "
             "A number of rounds is a range: `1..10`.",
     .failing = R"(for round in 10 { log round }
)",
     .fixed = R"(for round in 1..10 { log round }
)"},
    {.code = "V0310",
     .title = "this has no negative",
     .text = "Numbers and durations have a negative; nothing else has. The opposite of a `bool` is "
             "`not value`.",
     .failing = R"(machine web

log -web.succeed("cat /proc/uptime")
)",
     .fixed = R"(machine web

log -web.succeed("cat /proc/uptime").words()[0].to_float()
)"},
    {.code = "V0311",
     .title = "a division by zero",
     .text = "The right side of `/` or `%` is zero whenever this runs.",
     .failing = R"(log 10 % 0
)",
     .fixed = R"(log 10 % 3
)"},
    {.code = "V0312",
     .title = "there is no port of this number",
     .text = "Ports are numbered from 1 to 65535.",
     .failing = R"(machine web

start web
wait port 80800 on web
)",
     .fixed = R"(machine web

start web
wait port 8080 on web
)"},
    {.code = "V0313",
     .title = "a duration, size or rate of nothing",
     .text = "A limit of no time is over before anything has happened, and a machine without memory cannot "
             "run. The value has to be more than zero.",
     .failing = R"(machine web

web.succeed "true" within 0s
)",
     .fixed = R"(machine web

web.succeed "true" within 10s
)"},
    {.code = "V0314",
     .title = "a percentage that is no part of a whole",
     .text = "What is lost, doubled or damaged is a part of all frames, so it lies between `0%` and `100%`.",
     .failing = R"(network lan
machine web { network lan }

start web
lose 150% on lan
)",
     .fixed = R"(network lan
machine web { network lan }

start web
lose 15% on lan
)"},
    {.code = "V0315",
     .title = "this block would never be tried",
     .text = "`retry` repeats its block at most so many times, and that is less than once.",
     .failing = R"(machine web

retry 0 times { web.succeed "true" }
)",
     .fixed = R"(machine web

retry 3 times { web.succeed "true" }
)"},
    {.code = "V0316",
     .title = "a small function has another number of parameters",
     .text = "The small function is called with each item in turn, so it has one parameter.",
     .failing = R"(log [1, 2].map((item, index) => item * 2)
)",
     .fixed = R"(log [1, 2].map(item => item * 2)
)"},
    {.code = "V0317",
     .title = "a variable is assigned a value of another type",
     .text = "A variable has the type of its first value for good. Bind another name for a value of another "
             "type.",
     .failing = R"(machine web

var answer = 0
answer = web.succeed("nproc")
log answer
)",
     .fixed = R"(machine web

var answer = 0
answer = web.succeed("nproc").to_int()
log answer
)"},
    {.code = "V0318",
     .title = "a `return` without the value that the function gives",
     .text = "The function says behind `->` what it gives, so every `return` in it needs such a value.",
     .failing = R"(function first(words: list of text) -> text {
  if words.length() == 0 { return }
  return words[0]
}

log first(["a"])
)",
     .fixed = R"(function first(words: list of text) -> text {
  if words.length() == 0 { return "" }
  return words[0]
}

log first(["a"])
)"},
    {.code = "V0319",
     .title = "a function returns something else than it says",
     .text =
         "The type behind `->` is what the function gives. A function without `->` gives nothing, and its "
         "`return` stands alone.",
     .failing = R"(function port_of(url: text) -> int {
  return url.split(":")[1]
}

log port_of("web:80")
)",
     .fixed = R"(function port_of(url: text) -> int {
  return url.split(":")[1].to_int()
}

log port_of("web:80")
)"},
    {.code = "V0320",
     .title = "a value that the command does not take",
     .text = "The type is right, and the value is still one that cannot be: a machine without a processor, "
             "with too little memory to boot, a disk that ends in the middle of a sector.",
     .failing = R"(machine web {
  cpus 0
}

start web
)",
     .fixed = R"(machine web {
  cpus 2
}

start web
)"},
    {.code = "V0321",
     .title = "a machine is not on this network",
     .text = "A fault of a network, such as a pulled cable, is about machines that have a cable there. The "
             "networks of a machine are those that its `network` settings name.",
     .failing = R"(network front, back
machine web { network front }
machine db { network front; network back }

start all
block web on back
web.fail "ping -c 1 db"
)",
     .fixed = R"(network front, back
machine web { network front }
machine db { network front; network back }

start all
block web on front
web.fail "ping -c 1 db"
)"},
});

}  // namespace

std::span<const Explanation> type_explanations() {
  return rows;
}

}  // namespace vmt::tools
