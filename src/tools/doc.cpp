// `vmt doc [WORD...]`: the reference manual, written from what the program knows.
#include <fmt/format.h>

#include "commands/commands.hpp"
#include "tools/command_line.hpp"
#include "tools/reference.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {

int doc_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  const auto app =
      make_app("Shows the reference manual, or its entries in which all WORDs occur.", "vmt doc");
  app->add_option("WORD", words, "Words of a command, such as: wait port; or a reserved word");
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  const auto text =
      words.empty() ? reference(commands::catalogue()) : reference_of(commands::catalogue(), words);
  if (text.empty()) {
    fmt::print(stderr, "vmt: the manual has no entry with `{}`\n", fmt::join(words, " "));
    for (const auto& word : words)
      if (const auto nearest = nearest_word(commands::catalogue(), word); !nearest.empty() && nearest != word)
        fmt::print(stderr, "help: did you mean `{}`?\n", nearest);
    return static_cast<int>(ExitStatus::command_line);
  }
  fmt::print("{}", text);
  return static_cast<int>(ExitStatus::passed);
}

}  // namespace vmt::tools
