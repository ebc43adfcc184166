#include "tools/word_lists.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "check/roles.hpp"
#include "grammar/words.hpp"

namespace vmt::tools {
namespace {

using Words = std::set<std::string, std::less<>>;

// Reserved words that are not the first word of a statement. Whatever is reserved and not named here is
// a keyword.
constexpr auto declarations = std::to_array<std::string_view>(
    {"function", "machine", "network", "param", "phrase", "secret", "setup", "test", "use"});
constexpr auto operators = std::to_array<std::string_view>({"and", "contains", "in", "matches", "not", "or"});
constexpr auto constants = std::to_array<std::string_view>({"false", "nothing", "true"});

static_assert(std::ranges::all_of(declarations, grammar::is_reserved));
static_assert(std::ranges::all_of(operators, grammar::is_reserved));
static_assert(std::ranges::all_of(constants, grammar::is_reserved));

constexpr auto units = std::to_array<std::string_view>({
    "ms", "s", "m", "h",                                      // durations
    "B", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB",  // sizes
    "bit", "kbit", "mbit", "gbit",                            // rates
});

template <typename Range>
Words set_of(const Range& range) {
  return {std::begin(range), std::end(range)};
}

Words keywords() {
  Words words;
  for (const auto& reserved : grammar::reserved_words) words.emplace(reserved.word);
  for (const auto& others : {set_of(declarations), set_of(operators), set_of(constants)})
    for (const auto& word : others) words.erase(word);
  return words;
}

// The words that may stand behind a colon: `port: int`. The checker is asked for each it could know.
Words types() {
  Words candidates;
  for (auto kind = Kind::nothing; kind != Kind::unknown;
       kind = static_cast<Kind>(static_cast<int>(kind) + 1)) {
    const auto shown = show(Type(kind));
    candidates.insert(shown.substr(0, shown.find(' ')));  // "list of nothing" begins with its own word
  }
  for (const auto& [spelling, role] : role_names) candidates.emplace(spelling);
  std::erase_if(candidates, [](const std::string& word) {
    ast::TypeName name;
    name.words.push_back({.span = {}, .text = word});
    return !checking::wanted_by(name);
  });
  return candidates;
}

// What the phrases of the catalogue are made of.
struct PhraseWords {
  Words commands, command_words, shell_words, methods, shell_methods;

  void add(const Phrase& phrase) {
    const auto pieces = phrase.pieces();
    if (phrase.is_method()) {
      methods.emplace(phrase.method());
      if (pieces.size() > 1 && pieces[1].role == Role::command) shell_methods.emplace(phrase.method());
    } else {
      commands.emplace(pieces.front().word);
    }
    for (std::size_t index = 1; index < pieces.size(); ++index) {
      if (!pieces[index].is_hole())
        command_words.emplace(pieces[index].word);
      else if (pieces[index].role == Role::command && !pieces[index - 1].is_hole())
        shell_words.emplace(pieces[index - 1].word);
    }
  }
};

PhraseWords words_of(std::span<const Form> forms) {
  PhraseWords words;
  for (const auto& form : forms) words.add(form.phrase);
  return words;
}

WordList list(std::string_view name, std::string_view doc, const Words& words) {
  return {name, doc, {words.begin(), words.end()}};
}

}  // namespace

std::vector<WordList> word_lists(const Catalogue& catalogue) {
  const auto commands = words_of(catalogue.commands);
  const auto functions = words_of(catalogue.functions);
  auto settings = words_of(catalogue.machine_settings);
  const auto of_networks = words_of(catalogue.network_settings);
  settings.commands.insert(of_networks.commands.begin(), of_networks.commands.end());
  settings.command_words.insert(of_networks.command_words.begin(), of_networks.command_words.end());
  return {
      list("declaration", "reserved words that declare", set_of(declarations)),
      list("keyword", "reserved words of statements", keywords()),
      list("operator", "operators that are words", set_of(operators)),
      list("constant", "values that are words", set_of(constants)),
      list("type", "types of parameters", types()),
      list("unit", "units of durations, sizes and rates", set_of(units)),
      list("command", "first words of commands", commands.commands),
      list("command_word", "other words of commands", commands.command_words),
      list("shell_word", "words of commands in front of shell text", commands.shell_words),
      list("method", "methods", commands.methods),
      list("shell_method", "methods whose first operand is shell text", commands.shell_methods),
      list("function", "functions", functions.commands),
      list("setting", "first words of settings", settings.commands),
      list("setting_word", "other words of settings", settings.command_words),
  };
}

}  // namespace vmt::tools
