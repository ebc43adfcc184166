// V001x and V002x: characters, texts, numbers.
#include <array>

#include "tools/explanations/explanations.hpp"

namespace vmt::tools {
namespace {

using namespace std::string_view_literals;

constexpr auto rows = std::to_array<Explanation>({
    {.code = "V0010",
     .title = "these bytes are no UTF-8 text",
     .text = "Scripts are written in UTF-8. A character that is shown as a question mark or a box usually "
             "means that the file was saved in an older encoding such as Latin-1; save it as UTF-8.",
     .failing = "log \"caf\xe9\"\n"sv,
     .fixed = "log \"café\"\n"sv},
    {.code = "V0011",
     .title = "there is a NUL character in the script",
     .text = "A NUL character is invisible and never meant: the file was damaged, or written by a program "
             "with a mistake. Remove it. No text can hold one either, because no command of a guest can "
             "be given one.",
     .failing = "log \"a\0b\"\n"sv,
     .fixed = "log \"ab\"\n"sv},
    {.code = "V0012",
     .title = "this file is no script at all",
     .text = "The file is written in UTF-16, or it is no text: a disk image or a program, perhaps, named by "
             "mistake. Nothing in it is read.",
     .failing = "\xff\xfel\0o\0g\0 \0"
                "1\0\n\0"sv,
     .fixed = "log 1\n"sv},
    {.code = "V0013",
     .title = "a backslash with a letter that means nothing",
     .text = "The escapes are `\\n` `\\t` `\\r` `\\\"` `\\\\` `\\#`, and `\\u{1F600}` for any character by "
             "its code. "
             "A backslash that is meant for the guest's shell or for a regular expression is written "
             "twice; in a text in `\"\"\"` it stands for itself.",
     .failing = R"(machine web

web.succeed "grep -c '\d' /etc/hosts"
)",
     .fixed = R"(machine web

web.succeed "grep -c '\\d' /etc/hosts"
)"},
    {.code = "V0014",
     .title = "a text cannot hold a NUL character",
     .text = "Neither `\\0` nor `\\u{0}` can be written: programs of the guest end their arguments at a NUL "
             "character, so the text would arrive cut off. Let the guest make the character itself.",
     .failing = R"(machine web

web.succeed "printf 'a\0b' > /tmp/file"
)",
     .fixed = R"(machine web

web.succeed "printf 'a\\0b' > /tmp/file"
)"},
    {.code = "V0015",
     .title = "a character code that names no character",
     .text = "`\\u{...}` takes up to six hexadecimal digits, the code of a Unicode character, at most "
             "`10FFFF`. Codes from `D800` to `DFFF` are no characters but halves of some in UTF-16.",
     .failing = R"(log "done \u{D83D}"
)",
     .fixed = R"(log "done \u{1F600}"
)"},
    {.code = "V0016",
     .title = "a text follows the opening `\"\"\"` on its line",
     .text =
         "The text of a `\"\"\"` block begins on the next line, so that all its lines can be indented with "
         "the script. A text of one line is written in simple quotes.",
     .failing = R"(machine web

web.succeed """cd /tmp
  ls
  """
)",
     .fixed = R"(machine web

web.succeed """
  cd /tmp
  ls
  """
)"},
    {.code = "V0017",
     .title = "the closing `\"\"\"` does not stand on a line of its own",
     .text =
         "How far the closing `\"\"\"` is indented says how much indentation is taken from each line of the "
         "text. So it needs a line of its own.",
     .failing = R"(machine web

web.succeed """
  cd /tmp
  ls"""
)",
     .fixed = R"(machine web

web.succeed """
  cd /tmp
  ls
  """
)"},
    {.code = "V0018",
     .title = "a line of a `\"\"\"` text is indented less than its end",
     .text =
         "The closing `\"\"\"` says where the text begins: its indentation is taken from each line. A line "
         "that has less, or has tabs where the closing line has blanks, cannot give it. Empty lines "
         "are fine.",
     .failing = R"(machine web

web.succeed """
  cd /tmp
ls
  """
)",
     .fixed = R"(machine web

web.succeed """
  cd /tmp
  ls
  """
)"},
    {.code = "V0019",
     .title = "something follows a text without a blank",
     .text = "The text ended earlier than it seems, usually because of a quote inside of it, which is "
             "written `\\\"`. Two operands need a blank between them.",
     .failing = R"(machine web

web.succeed "echo "hello""
)",
     .fixed = R"(machine web

web.succeed "echo \"hello\""
)"},
    {.code = "V0020",
     .title = "an unknown unit",
     .text = "A number may be followed by a unit without a blank. Durations have `us ms s m h d`, sizes "
             "`B kB MB GB TB KiB MiB GiB TiB`, rates `bit kbit mbit gbit`, and `%` makes a percentage. "
             "Letter case matters.",
     .failing = R"(machine web { memory 512M }

start web
)",
     .fixed = R"(machine web { memory 512MiB }

start web
)"},
    {.code = "V0021",
     .title = "a number is too large",
     .text = "Integers have 64 bits. Durations are kept in nanoseconds, sizes in bytes, and rates in bits a "
             "second, each as such an integer, which is enough for 292 years and 8 million terabytes.",
     .failing = R"(machine web

web.succeed "true" within 200000d
)",
     .fixed = R"(machine web

web.succeed "true" within 2d
)"},
    {.code = "V0022",
     .title = "an integer begins with a zero",
     .text = "In some languages a leading zero means an octal number. All integers are decimal here, and so "
             "that nobody has to wonder, they do not begin with a zero. File modes belong into a command's "
             "text: `chmod 0644 file`.",
     .failing = R"(log 0644
)",
     .fixed = R"(log 644
)"},
    {.code = "V0023",
     .title = "comparisons cannot be chained",
     .text = "A comparison gives true or false, and comparing that with a third value is not what anybody "
             "means. Write two comparisons with `and` between them.",
     .failing = R"(machine web

let count = web.succeed("ls /etc").lines().length()
expect 3 < count < 500
)",
     .fixed = R"(machine web

let count = web.succeed("ls /etc").lines().length()
expect 3 < count and count < 500
)"},
});

}  // namespace

std::span<const Explanation> text_explanations() {
  return rows;
}

}  // namespace vmt::tools
