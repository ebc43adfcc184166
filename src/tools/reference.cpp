#include "tools/reference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ast/format.hpp"
#include "check/roles.hpp"
#include "diagnostic/closest.hpp"
#include "grammar/words.hpp"
#include "ide/readable.hpp"
#include "language/standard_library.hpp"
#include "tools/pause/help.hpp"
#include "tools/script_reference.hpp"
#include "tools/tools.hpp"
#include "tools/word_lists.hpp"

namespace vmt::tools {
namespace {

std::string result_of(const Form& form) {
  switch (form.gives) {
    case Gives::receiver: return "the same type";
    case Gives::receiver_element: return "an element";
    case Gives::list_of_each: return "a list";
    case Gives::fixed: break;
  }
  return form.result.is(Kind::nothing) ? std::string() : show(form.result);
}

// "* `PORT`: a port, an int from 1 to 65535", for each hole but the receiver.
std::string holes_of(const Phrase& phrase) {
  std::string text;
  for (const auto& piece : phrase.pieces().subspan(phrase.is_method() ? 1 : 0))
    if (piece.is_hole() && piece.role != Role::block)
      text += fmt::format("* `{}`: {}\n", readable_hole(piece), checking::wanted(piece.role));
  return text.empty() ? text : text + '\n';
}

// The example in the one style; rows write it on one line.
std::string formatted(std::string_view example) {
  Diagnostics diagnostics;
  return format(Source("example", std::string(example)), diagnostics).value_or(fmt::format("{}\n", example));
}

std::string section(std::string_view title, const std::vector<const Form*>& forms) {
  std::string text = fmt::format("## {}\n\n", title);
  for (const Form* form : forms) text += entry_of(*form);
  return text;
}

std::vector<const Form*> all(std::span<const Form> forms) {
  std::vector<const Form*> rows;
  for (const Form& form : forms) rows.push_back(&form);
  return rows;
}

std::string phrases(const Catalogue& catalogue) {
  auto rows = all(catalogue.commands);
  std::erase_if(rows, [](const Form* form) { return form->phrase.is_method(); });
  return section("Commands", rows);
}

// A section for each kind of receiver, in the order of their first rows.
std::string methods(const Catalogue& catalogue) {
  std::vector<Role> receivers;
  for (const Form& form : catalogue.commands) {
    const auto receiver = form.phrase.pieces().front().role;
    if (form.phrase.is_method() && std::ranges::find(receivers, receiver) == receivers.end())
      receivers.push_back(receiver);
  }
  std::string text;
  for (const auto receiver : receivers) {
    auto rows = all(catalogue.commands);
    std::erase_if(rows, [&](const Form* form) {
      return !form->phrase.is_method() || form->phrase.pieces().front().role != receiver;
    });
    text += section(fmt::format("Methods of {}", checking::noun(receiver)), rows);
  }
  return text;
}

// ---- Words --------------------------------------------------------------------------------------

std::string doc_of(std::string_view reserved) {
  return std::string(std::ranges::find(grammar::reserved_words, reserved, &grammar::ReservedWord::word)->doc);
}

const WordList& list_of(const std::vector<WordList>& lists, std::string_view name) {
  return *std::ranges::find(lists, name, &WordList::name);
}

std::string reserved_section(std::string_view title, const WordList& list) {
  std::string text = fmt::format("## {}\n\n", title);
  for (const auto& word : list.words) text += fmt::format("* `{}`: {}\n", word, doc_of(word));
  return text + '\n';
}

std::string type_section(const WordList& list) {
  std::string text = "## Types of parameters\n\n";
  for (const auto& word : list.words) {
    ast::TypeName name;
    name.words.push_back({.span = {}, .text = word});
    const auto wanted = checking::wanted_by(name);
    text += fmt::format("* `{}`: {}\n", word, checking::wanted(wanted->role));
  }
  return text + '\n';
}

// What the module's `##` comments say of it.
ScriptReference manual_of(const Module& module) {
  return script_reference(Source(std::string(module.name), std::string(module.text)));
}

std::string library_sections() {
  std::string text;
  for (const Module& module : standard_library()) {
    const auto manual = manual_of(module);
    text += fmt::format("## Module {0}\n\nAfter `use {0}`. {1}\n\n", module.name, manual.doc);
    for (const auto& entry : manual.entries) text += entry.shown;
  }
  return text;
}

bool has_words(const ScriptEntry& entry, const std::vector<std::string>& words) {
  return std::ranges::all_of(words, [&](const std::string& word) {
    const auto at = (' ' + entry.head + ' ').find(' ' + word + ' ');
    return entry.name == word || at != std::string::npos;
  });
}

std::string library_entries_of(const std::vector<std::string>& words) {
  std::string text;
  for (const Module& module : standard_library())
    for (const auto& entry : manual_of(module).entries)
      if (has_words(entry, words)) text += fmt::format("{}`use {}`\n\n", entry.shown, module.name);
  return text;
}

std::string prompt_section() {
  return fmt::format("## The prompt of `pause`\n\n"
                     "On a terminal `pause` waits with the machines as they are at that place, and so does a failing "
                     "statement with\n`--pause-on-failure`. Time limits stand still, and tests run one at a time. "
                     "Elsewhere `pause` does not wait.\n\n```text\n{}\n```\n\n",
                     prompt_help);
}

std::string tool_section() {
  std::string text = "## Command line\n\n";
  for (const auto& tool : all_tools()) text += fmt::format("* `vmt {}`: {}\n", tool.name, tool.summary);
  return text;
}

bool has_words(const Form& form, const std::vector<std::string>& words) {
  return std::ranges::all_of(words, [&](const std::string& word) {
    return form.phrase.method() == word ||
           std::ranges::any_of(form.phrase.pieces(),
                               [&](const PhrasePiece& piece) { return piece.word == word; });
  });
}

}  // namespace

std::string entry_of(const Form& form) {
  const auto result = result_of(form);
  return fmt::format("### `{}`{}\n\n{}\n\n{}```vmt\n{}```\n\n", readable(form.phrase),
                     result.empty() ? "" : " -> " + result, form.doc, holes_of(form.phrase),
                     formatted(form.example));
}

std::string reference(const Catalogue& catalogue) {
  const auto lists = word_lists(catalogue);
  return "# Reference\n\n"
         "Written by `vmt doc`; what is changed by hand is lost. What stands in capitals is filled in; what\n"
         "stands in brackets may be left out. `vmt doc wait port` shows the entries with these words.\n\n" +
         reserved_section("Declarations", list_of(lists, "declaration")) +
         reserved_section("Statements", list_of(lists, "keyword")) +
         reserved_section("Operators", list_of(lists, "operator")) +
         reserved_section("Constants", list_of(lists, "constant")) + type_section(list_of(lists, "type")) +
         fmt::format("## Units\n\n`{}`\n\n", fmt::join(list_of(lists, "unit").words, "` `")) +
         section("Settings of machines", all(catalogue.machine_settings)) +
         section("Settings of networks", all(catalogue.network_settings)) + phrases(catalogue) +
         methods(catalogue) + section("Functions", all(catalogue.functions)) + library_sections() +
         prompt_section() + tool_section();
}

std::string reference_of(const Catalogue& catalogue, const std::vector<std::string>& words) {
  std::string text;
  if (words.size() == 1 && grammar::is_reserved(words.front()))
    text = fmt::format("### `{}`\n\n{}\n\n", words.front(), doc_of(words.front()));
  for (const auto rows :
       {catalogue.machine_settings, catalogue.network_settings, catalogue.commands, catalogue.functions})
    for (const auto& form : rows)
      if (has_words(form, words)) text += entry_of(form);
  return text + library_entries_of(words);
}

std::string nearest_word(const Catalogue& catalogue, std::string_view word) {
  const auto lists = word_lists(catalogue);
  std::vector<std::string_view> candidates;
  for (const auto& list : lists)
    if (list.name != "type" && list.name != "unit")
      candidates.insert(candidates.end(), list.words.begin(), list.words.end());
  return closest(word, candidates).value_or("");
}

}  // namespace vmt::tools
