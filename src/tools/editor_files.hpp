// The files in `editors/` that are made from the word lists: their contents, as `vmt editors` writes
// them and a test compares them.
#pragma once

#include <tl/expected.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/form.hpp"
#include "tools/word_lists.hpp"

namespace vmt::tools {

struct EditorFile {
  std::filesystem::path path;  // relative to the folder of all editors: "emacs/vmt-words.el"
  std::string contents;
};

// "emacs", "vim", "vscode".
std::span<const std::string_view> editor_names();

// What is made for the editor. `folder` is the folder of all editors, where templates are read; the
// error is a sentence for people: a template that is not there, or that has a hole for an unknown list.
tl::expected<std::vector<EditorFile>, std::string> editor_files(std::string_view editor,
                                                                const Catalogue& catalogue,
                                                                const std::filesystem::path& folder);

// The parts, for tests.
std::string emacs_words(const std::vector<WordList>& lists);
std::string vim_words(const std::vector<WordList>& lists);
std::string vscode_snippets(const Catalogue& catalogue);
// Puts `all|any|...` in place of each `{{method}}`.
tl::expected<std::string, std::string> fill_template(std::string_view text,
                                                     const std::vector<WordList>& lists);

}  // namespace vmt::tools
