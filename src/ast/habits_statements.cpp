// Words that begin statements elsewhere.
#include <algorithm>
#include <array>

#include "ast/habits.hpp"

namespace vmt {
namespace {

struct Word {
  std::string_view word;
  std::string_view advice;
};

constexpr std::string_view use_advice = "`use \"lib/db.vmt\"` takes over what another script declares";
constexpr std::string_view failure_advice =
    "`expect failure { ... }` wants a block to fail, and `finally { ... }` runs in any case";
constexpr std::string_view choice_advice =
    "a choice is `if condition { ... } else if other { ... } else { ... }`";
constexpr std::string_view map_advice = "values that belong together make a map: `{name: \"ada\", port: 80}`";
constexpr std::string_view nothing_to_say = "an empty block is `{ }`";

constexpr auto words = std::to_array<Word>({
    {"assert", "`expect` checks something: `expect page contains \"hello\"`"},
    {"async", "`parallel { ... }` runs its statements at the same time"},
    {"await", "`parallel { ... }` runs its statements at the same time, and waits for all of them"},
    {"case", choice_advice},
    {"catch", failure_advice},
    {"class", map_advice},
    {"do", "`while condition { ... }` repeats a block, and `retry 3 times { ... }` until it no longer fails"},
    {"except", failure_advice},
    {"from", use_advice},
    {"import", use_advice},
    {"include", use_advice},
    {"lambda", "a small function is written `x => x + 1`"},
    {"loop",
     "`while condition { ... }` repeats a block, and `for x in list { ... }` takes the items of a list"},
    {"macro", "`phrase` declares a command, and `function` a function"},
    {"match", choice_advice},
    {"pass", nothing_to_say},
    {"repeat", "`for turn in 1..3 { ... }` counts, and `retry 3 times { ... }` stops at the first success"},
    {"require", use_advice},
    {"struct", map_advice},
    {"switch", choice_advice},
    {"try", failure_advice},
    {"unless", "the opposite of a condition is `if not condition { ... }`"},
    {"with", "`step \"name\" { ... }` is a named part of a test, and `within 30s { ... }` has a deadline"},
});
static_assert(std::ranges::is_sorted(words, {}, &Word::word));

// Of a shell, and of what people type most at one.
constexpr auto shell_words = std::to_array<std::string_view>(
    {"apt",    "awk",   "bash",  "cat",   "cd",     "chmod",  "chown",  "cp",   "curl",   "declare",   "dnf",
     "docker", "echo",  "env",   "eval",  "exec",   "exit",   "export", "find", "git",    "grep",      "head",
     "ip",     "kill",  "ls",    "mkdir", "mount",  "mv",     "nc",     "ping", "printf", "ps",        "pwd",
     "rm",     "rsync", "scp",   "sed",   "sh",     "source", "ssh",    "su",   "sudo",   "systemctl", "tail",
     "tar",    "tee",   "touch", "trap",  "umount", "unset",  "wget",   "yum"});
static_assert(std::ranges::is_sorted(shell_words));

}  // namespace

std::string_view statement_advice(std::string_view word) {
  const auto found = std::ranges::lower_bound(words, word, {}, &Word::word);
  if (found != words.end() && found->word == word) return found->advice;
  return is_shell_word(word) ? shell_advice : std::string_view();
}

bool is_shell_word(std::string_view word) {
  return std::ranges::binary_search(shell_words, word);
}

}  // namespace vmt
