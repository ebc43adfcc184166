#include "tools/editor_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace vmt::tools {
namespace {

constexpr auto editors = std::to_array<std::string_view>({"emacs", "vim", "vscode"});

// Emacs' own checker of documentation complains about wider lines.
constexpr std::size_t widest_lisp_line = 78;

std::string emacs_list(const WordList& list) {
  std::string text = fmt::format("(defconst vmt-words-{}\n  '(", list.name);
  std::size_t column = 4;
  for (const auto& word : list.words) {
    const bool is_first = &word == &list.words.front();
    if (!is_first && column + word.size() + 3 > widest_lisp_line) {
      text += "\n    ";
      column = 4;
    } else if (!is_first) {
      text += ' ';
      ++column;
    }
    text += fmt::format("\"{}\"", word);
    column += word.size() + 2;
  }
  return text + fmt::format(")\n  \"Words of the vmt language: {}.\")\n\n", list.doc);
}

tl::expected<std::string, std::string> read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return tl::unexpected(fmt::format("`{}` cannot be read", path.string()));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::span<const std::string_view> editor_names() {
  return editors;
}

std::string emacs_words(const std::vector<WordList>& lists) {
  std::string text =
      ";;; vmt-words.el --- Words of the vmt language  -*- lexical-binding: t; -*-\n\n"
      ";;; Commentary:\n\n"
      ";; Written by `vmt editors'; what is changed by hand is lost.\n\n"
      ";;; Code:\n\n";
  for (const auto& list : lists) text += emacs_list(list);
  return text + "(provide 'vmt-words)\n\n;;; vmt-words.el ends here\n";
}

std::string vim_words(const std::vector<WordList>& lists) {
  std::string text =
      "\" Words of the vmt language.\n"
      "\" Written by `vmt editors`; what is changed by hand is lost.\n";
  for (const auto& list : lists)
    text += fmt::format("\n\" {}\nlet vmt#words#{} = split('{}')\n", list.doc, list.name,
                        fmt::join(list.words, " "));
  return text;
}

tl::expected<std::string, std::string> fill_template(std::string_view text,
                                                     const std::vector<WordList>& lists) {
  std::string filled;
  while (true) {
    const auto begin = text.find("{{");
    filled += text.substr(0, begin);
    if (begin == text.npos) return filled;
    const auto end = text.find("}}", begin);
    const auto name = text.substr(begin + 2, end == text.npos ? end : end - begin - 2);
    const auto list = std::ranges::find(lists, name, &WordList::name);
    if (list == lists.end())
      return tl::unexpected(fmt::format("the template has a hole for `{}`, and there is no such list", name));
    filled += fmt::format("{}", fmt::join(list->words, "|"));
    text.remove_prefix(end + 2);
  }
}

tl::expected<std::vector<EditorFile>, std::string> editor_files(std::string_view editor,
                                                                const Catalogue& catalogue,
                                                                const std::filesystem::path& folder) {
  const auto lists = word_lists(catalogue);
  if (editor == "emacs") return std::vector<EditorFile>{{"emacs/vmt-words.el", emacs_words(lists)}};
  if (editor == "vim") return std::vector<EditorFile>{{"vim/autoload/vmt/words.vim", vim_words(lists)}};
  const auto text = read(folder / "vscode/vmt.tmLanguage.template.json");
  if (!text) return tl::unexpected(text.error());
  const auto grammar = fill_template(*text, lists);
  if (!grammar) return tl::unexpected(grammar.error());
  return std::vector<EditorFile>{{"vscode/syntaxes/vmt.tmLanguage.json", *grammar},
                                 {"vscode/snippets/commands.json", vscode_snippets(catalogue)}};
}

}  // namespace vmt::tools
