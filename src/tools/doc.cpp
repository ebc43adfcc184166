// `vmt doc [WORD...]`: the reference manual, written from what the program knows.
#include <fmt/format.h>

#include "commands/commands.hpp"
#include "source/load.hpp"
#include "tools/command_line.hpp"
#include "tools/man_page.hpp"
#include "tools/reference.hpp"
#include "tools/script_reference.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

// `vmt doc lib/mail.vmt`: what the script declares for others.
int show_script(const std::string& path) {
  Sources sources;
  const auto source = load(sources, path);
  if (!source) {
    fmt::print(stderr, "error: {}\n", source.error());
    return static_cast<int>(ExitStatus::script);
  }
  const auto manual = script_reference(**source);
  if (!manual.doc.empty()) fmt::print("{}\n\n", manual.doc);
  for (const auto& entry : manual.entries) fmt::print("{}", entry.shown);
  if (manual.entries.empty())
    fmt::print(stderr, "vmt: `{}` has no phrase and no function with a `##` comment above it\n", path);
  return static_cast<int>(ExitStatus::passed);
}

// Each command says its part itself.
int show_man_page() {
  fmt::print("{}", man_head());
  const std::vector<std::string> flag{std::string(man_flag)};
  for (const auto& tool : all_tools()) tool.run(flag);
  fmt::print("{}", man_tail());
  return static_cast<int>(ExitStatus::passed);
}

}  // namespace

int doc_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  const auto app =
      make_app("Shows the reference manual, or its entries in which all WORDs occur.", "vmt doc");
  app->add_option(
      "WORD", words,
      "Words of a command, such as: wait port; a reserved word; or a script, for what its `##` comments say");
  bool is_man_page = false;
  app->add_flag("--man-page", is_man_page, "Show the manual page vmt(1) of the command line, for man");
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  if (is_man_page) return show_man_page();
  if (words.size() == 1 && words.front().ends_with(".vmt")) return show_script(words.front());
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
