// V000x: something is missing, or too much.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

// A text that nobody writes by hand.
template <std::size_t size>
struct LongText {
  char letters[size]{};
  std::size_t length = 0;

  consteval LongText add(std::string_view text, int times = 1) const {
    LongText longer = *this;
    for (; times > 0; --times)
      for (const char letter : text) longer.letters[longer.length++] = letter;
    return longer;
  }
  constexpr std::string_view view() const { return {letters, length}; }
};

constexpr auto deep_brackets = LongText<512>().add("log ").add("(", 120).add("1").add(")", 120).add("\n");
constexpr auto long_sum = LongText<8192>().add("log 1").add(" + 1", 1500).add("\n");

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0001",
     .title = "something else was expected here",
     .text = "The statement cannot be read beyond this place. The message says what could stand here "
             "and what does. The rest of the statement is skipped, and reading goes on with the next "
             "one, so other mistakes in the script are told as well.",
     .failing = R"(machine web

log
web.succeed "echo ready"
)",
     .fixed = R"(machine web

log "getting ready"
web.succeed "echo ready"
)"},
    {.code = "V0002",
     .title = "a bracket or a block is never closed",
     .text = "A `(`, `[` or `{` has no partner. The message points at both: where it was opened, and "
             "where the closing one is missed. When the blocks inside are indented in a telling way, "
             "the one that probably lacks its brace is shown, too.",
     .failing = R"(machine web

if web.succeed("hostname") contains "web" {
  log "the name is set"
)",
     .fixed = R"(machine web

if web.succeed("hostname") contains "web" {
  log "the name is set"
}
)"},
    {.code = "V0003",
     .title = "a text is never closed",
     .text = "A text in simple quotes ends on the line on which it begins; one in `\"\"\"` may have many "
             "lines and ends with a line that holds nothing but `\"\"\"`. A quote inside of a text is "
             "written `\\\"`.",
     .failing = R"(machine web

web.succeed "hostname
)",
     .fixed = R"(machine web

web.succeed "hostname"
)"},
    {.code = "V0004",
     .title = "a reserved word stands where a name is wanted",
     .text = "Words with a syntax of their own, such as `test`, `for` or `log`, cannot name a variable, "
             "a machine or a function. Any other name will do. `vmt doc` lists the reserved words. They "
             "may be keys of maps and names of members.",
     .failing = R"(machine web

let step = "install"
web.succeed "echo install"
)",
     .fixed = R"(machine web

let stage = "install"
web.succeed "echo #{stage}"
)"},
    {.code = "V0005",
     .title = "a `}` closes nothing",
     .text = "There is one closing brace too many, or the brace that it should close was deleted.",
     .failing = R"(machine web

start web
}
)",
     .fixed = R"(machine web

start web
)"},
    {.code = "V0006",
     .title = "two items need a comma between them",
     .text = "Items of lists and maps, arguments and parameters are separated by commas, also when each "
             "stands on a line of its own. A comma behind the last one is allowed. `vmt check --fix` "
             "puts the comma in.",
     .failing = R"(for port in [80 443] { log port }
)",
     .fixed = R"(for port in [80, 443] { log port }
)"},
    {.code = "V0007",
     .title = "a test has the same part twice",
     .text = "A test takes `tags`, `timeout`, `for` and `after` in any order, but each only once. Several "
             "tags are separated by commas.",
     .failing = R"(machine web

test "it starts" tags quick tags network {
  start web
}
)",
     .fixed = R"(machine web

test "it starts" tags quick, network {
  start web
}
)"},
    {.code = "V0008",
     .title = "brackets and blocks are nested too deeply",
     .text = "Nesting has a limit, far beyond what people write, so that a generated or damaged file cannot "
             "exhaust the memory. Nothing behind this place is read. A part of the code can be moved "
             "into a function, or a value can be bound with `let` first.",
     .failing = deep_brackets.view(),
     .fixed = "log (1)\n"},
    {.code = "V0009",
     .title = "an expression is too long",
     .text = "An expression is a tree, and a tree has a limit of height, far beyond what people write. "
             "Nothing behind this place is read. Bind a part of it with `let`, or keep the values in a "
             "list.",
     .failing = long_sum.view(),
     .fixed = "log 1 + 1\n"},
});

}  // namespace

std::span<const Explanation> shape_explanations() {
  return rows;
}

}  // namespace vmt::tools
