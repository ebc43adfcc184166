// V06xx: the shell text of commands.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

// More brackets than a shell is trusted with.
template <std::size_t size>
struct DeepCommand {
  char letters[size]{};
  std::size_t length = 0;

  consteval DeepCommand() {
    add("machine web\n\nweb.succeed \"");
    for (int depth = 0; depth < 220; ++depth) add("( ");
    add("true");
    for (int depth = 0; depth < 220; ++depth) add(" )");
    add("\"\n");
  }
  consteval void add(std::string_view text) {
    for (const char letter : text) letters[length++] = letter;
  }
  constexpr std::string_view view() const { return {letters, length}; }
};

constexpr DeepCommand<1024> deep_command;

constexpr auto rows = std::to_array<Explanation>({
  {.code = "V0601",
   .title = "a quote or a bracket in a command is never closed",
   .text =
       "The text of a command is read as the guest's shell will read it, and there a quote, `$(` or "
       "`${` has no partner. The values that are put in with `#{...}` are quoted already: they need no "
       "quotes around them.",
   .failing = R"~(machine web

web.succeed "echo 'hello"
)~",
   .fixed = R"~(machine web

web.succeed "echo 'hello'"
)~"},
      {.code = "V0602",
       .title = "the shell does not expect this here",
       .text =
           "A shell would stop at this place with a syntax error: a `)` or a `done` without its partner, "
           "two operators in a row, or a bracket in a word that is not quoted.",
       .failing = R"~(machine web

web.succeed "true; done"
)~",
       .fixed = R"~(machine web

web.succeed "true"
)~"},
      {.code = "V0603",
       .title = "a word that closes a shell's `if`, loop or `case` is missing",
       .text =
           "`if` needs `then` and `fi`, `for` and `while` need `do` and `done`, `case` needs `in` and "
           "`esac`. In a command of one line each of them stands behind a `;`.",
       .failing = R"~(machine web

web.succeed "for i in 1 2 3; do echo $i"
)~",
       .fixed = R"~(machine web

web.succeed "for i in 1 2 3; do echo $i; done"
)~"},
      {.code = "V0604",
       .title = "a command is missing in the shell text",
       .text =
           "An operator such as `|` or `&&`, or a word such as `then`, is followed by nothing that could "
           "run.",
       .failing = R"~(machine web

web.succeed "dmesg |"
)~",
       .fixed = R"~(machine web

web.succeed "dmesg | tail"
)~"},
      {.code = "V0605",
       .title = "a redirection leads nowhere",
       .text = "Behind `>`, `<` and their relatives stands the file that is meant.",
       .failing = R"~(machine web

web.succeed "dmesg >"
)~",
       .fixed = R"~(machine web

web.succeed "dmesg > /tmp/log"
)~"},
      {.code = "V0606",
       .title = "a here-document is never ended",
       .text =
           "A here-document ends with a line that holds its word and nothing else, no blanks either. In a "
           "text in `\"\"\"` the indentation of the script is taken away first, so the word can be indented "
           "with it.",
       .failing = R"~(machine web

web.succeed """
  cat > /etc/motd <<END
  hello
  """
)~",
       .fixed = R"~(machine web

web.succeed """
  cat > /etc/motd <<END
  hello
  END
  """
)~"},
  {.code = "V0607",
     .title = "a command is nested too deeply",
     .text = "Brackets and blocks in shell text have a limit of nesting, far beyond what people write. A "
             "command of this kind is better put into a file, and copied to the guest.",
     .failing = deep_command.view(),
     .fixed = R"~(machine web

web.succeed "( true )"
)~"},
    {.code = "V0608",
     .title = "a value cannot be quoted here",
     .text = "Values in commands are quoted for the place in which they stand, so that none can break out of "
             "it. There are places where no quotes would be right for every value: in backquotes, in "
             "arithmetic, right behind a `$` or a `\\`. Numbers are right nearly everywhere. Bind the value "
             "to a shell variable first, or say `#{raw(...)}` for a value that is harmless.",
     .failing = R"~(machine web

let file = "/etc/hostname"
web.succeed "echo `cat #{file}`"
)~",
     .fixed = R"~(machine web

let file = "/etc/hostname"
web.succeed "echo $(cat #{file})"
)~"},
    {.code = "V0609",
     .title = "a value that says nothing to a shell",
     .text = "Texts and numbers can be words of a command, and a machine is its host name. A duration, a size "
             "or a result would have to be turned into one of these first: `#{limit / 1s}` is a number of "
             "seconds.",
     .failing = R"~(machine web

let rest = 3s
web.succeed "sleep #{rest}"
)~",
     .fixed = R"~(machine web

let rest = 3s
web.succeed "sleep #{rest / 1s}"
)~"},
    {.code = "V0610",
     .title = "a list is part of a word",
     .text = "A list in a command becomes several words, one for each item. That works where the list is a word "
             "of its own, with blanks around it and outside of quotes. `.join(\",\")` makes one text of a "
             "list.",
     .failing = R"~(machine web

let users = ["ada", "bob"]
web.succeed "echo users=#{users}"
)~",
     .fixed = R"~(machine web

let users = ["ada", "bob"]
web.succeed "echo users: #{users}"
)~"},
});

  }  // namespace

  std::span<const Explanation> shell_explanations() {
    return rows;
  }

}  // namespace vmt::tools
