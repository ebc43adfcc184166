#include "ide/complete.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "check/fields.hpp"
#include "check/roles.hpp"
#include "grammar/words.hpp"
#include "ide/match.hpp"
#include "ide/readable.hpp"
#include "ide/tokens.hpp"

namespace vmt::ide {
namespace {

// Words that stand only at the top of a file.
constexpr auto declarations = std::to_array<std::string_view>(
    {"function", "machine", "network", "param", "phrase", "secret", "setup", "test", "use"});
static_assert(std::ranges::all_of(declarations, grammar::is_reserved));

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

CompletionKind kind_of(const program::VisibleName& name) {
  if (name.kind == "machine") return CompletionKind::machine;
  if (name.kind == "network") return CompletionKind::network;
  return name.kind == "function" ? CompletionKind::function : CompletionKind::variable;
}

// The type of what stands before the dot. `unknown`: nobody can tell.
Type type_of(std::string_view receiver, std::span<const program::VisibleName> names) {
  if (receiver == "host") return Kind::host;
  if (receiver.ends_with('"')) return Kind::text;
  const bool is_element = receiver.ends_with(']') && receiver.find('[') != receiver.npos;
  const auto name = receiver.substr(0, is_element ? receiver.find('[') : receiver.npos);
  const auto found = std::ranges::find(names, name, &program::VisibleName::name);
  if (found == names.end()) return Kind::unknown;
  if (!is_element) return found->type;
  return found->type.is(Kind::list) || found->type.is(Kind::map) ? found->type.element()
                                                                 : Type(Kind::unknown);
}

bool has_method(const Form& form, Type receiver) {
  return form.phrase.is_method() &&
         (receiver.is(Kind::unknown) || checking::accepts(form.phrase.pieces().front().role, receiver));
}

class Completer {
public:
  Completer(std::string_view before, Where where, const InScope& in_scope, const Catalogue& catalogue)
      : prefix_(unfinished_word(before)),
        line_(read_line(before.substr(0, before.size() - prefix_.size()))),
        where_(where),
        names_(in_scope.names),
        phrases_(in_scope.phrases),
        catalogue_(catalogue) {}

  std::vector<Completion> complete() {
    if (line_.is_in_text) return {};
    if (where_ == Where::machine_setting)
      rows(catalogue_.machine_settings);
    else if (where_ == Where::network_setting)
      rows(catalogue_.network_settings);
    else if (!line_.tokens.empty() && line_.tokens.back().ends_with('.'))
      members();
    else
      statement();
    std::vector<Completion> all;
    for (auto& [label, one] : found_) all.push_back(std::move(one));
    return all;
  }

private:
  void add(std::string_view label, CompletionKind kind, std::string detail, std::string documentation) {
    if (!label.starts_with(prefix_)) return;
    found_.try_emplace(std::string(label),
                       Completion{std::string(label), kind, std::move(detail), std::move(documentation)});
  }

  void members() {
    auto receiver = line_.tokens.back();
    receiver.remove_suffix(1);
    const auto type = type_of(receiver, names_);
    for (const auto& form : catalogue_.commands)
      if (has_method(form, type))
        add(form.phrase.method(), CompletionKind::method, readable(form.phrase), std::string(form.doc));
    for (const auto field : checking::fields_of(type)) add(field, CompletionKind::field, show(type), {});
  }

  void statement() {
    if (where_ == Where::top) {
      for (const auto& reserved : grammar::reserved_words)
        if (line_.tokens.empty()) add(reserved.word, CompletionKind::word, {}, std::string(reserved.doc));
      return;
    }
    if (line_.begins_statement) {
      rows(catalogue_.commands);
      for (const auto& phrase : phrases_) of_script(phrase);
    }
    const auto dot = line_.tokens.empty() ? std::string_view::npos : line_.tokens.front().rfind('.');
    if (dot != std::string_view::npos) method_words(dot);
    if (line_.tokens.empty()) values();
  }

  // `wait po`: what the rows go on with that begin so.
  void rows(std::span<const Form> forms) {
    for (const auto& form : forms) {
      if (form.phrase.is_method()) continue;
      const auto next = next_pieces(form.phrase, line_.tokens);
      if (next) add_next(*next, readable(form.phrase), form.doc);
    }
  }

  void of_script(const program::VisiblePhrase& phrase) {
    std::vector<PhrasePiece> pieces;
    for (const auto& piece : phrase.pieces)
      pieces.push_back({.word = piece.word, .hole = {}, .role = piece.role, .group = 0});
    if (const auto next = next_pieces(pieces, line_.tokens)) add_next(*next, phrase.text, {});
  }

  // `web.succeed "true" a`
  void method_words(std::size_t dot) {
    const auto receiver = line_.tokens.front().substr(0, dot);
    const auto method = line_.tokens.front().substr(dot + 1);
    const auto type = type_of(receiver, names_);
    for (const auto& form : catalogue_.commands) {
      if (form.phrase.method() != method || !has_method(form, type)) continue;
      const auto next = next_pieces(form.phrase, std::span(line_.tokens).subspan(1));
      if (next) add_next(*next, readable(form.phrase), form.doc);
    }
  }

  void add_next(const Next& next, const std::string& phrase, std::string_view doc) {
    for (const auto* piece : next) {
      if (!piece->is_hole()) {
        const auto kind = where_ == Where::statement ? CompletionKind::command : CompletionKind::setting;
        add(piece->word, kind, phrase, std::string(doc));
        continue;
      }
      for (const auto& name : names_)
        if (checking::accepts(piece->role, name.type)) add(name.name, kind_of(name), show(name.type), {});
    }
  }

  void values() {
    for (const auto& name : names_) add(name.name, kind_of(name), show(name.type), {});
    add("host", CompletionKind::machine, show(Type(Kind::host)), {});
    for (const auto& form : catalogue_.functions)
      add(form.phrase.pieces().front().word, CompletionKind::function, readable(form.phrase),
          std::string(form.doc));
    for (const auto& reserved : grammar::reserved_words)
      if (std::ranges::find(declarations, reserved.word) == declarations.end())
        add(reserved.word, CompletionKind::word, {}, std::string(reserved.doc));
  }

  std::string_view prefix_;
  Line line_;
  Where where_;
  std::span<const program::VisibleName> names_;
  std::span<const program::VisiblePhrase> phrases_;
  const Catalogue& catalogue_;
  std::map<std::string, Completion> found_;
};

}  // namespace

std::string_view unfinished_word(std::string_view before) {
  auto begin = before.size();
  while (begin > 0 && is_word_byte(before[begin - 1])) --begin;
  return before.substr(begin);
}

std::vector<Completion> complete(std::string_view before, Where where, const InScope& in_scope,
                                 const Catalogue& catalogue) {
  return Completer(before, where, in_scope, catalogue).complete();
}

const Form* row_at(std::string_view before, std::string_view after, Where where,
                   std::span<const program::VisibleName> names, const Catalogue& catalogue) {
  const auto line = read_line(before);
  if (line.is_in_text || line.tokens.empty()) return nullptr;
  const auto rows = where == Where::machine_setting   ? catalogue.machine_settings
                    : where == Where::network_setting ? catalogue.network_settings
                                                      : catalogue.commands;
  auto rest = read_line(after).tokens;
  const auto word = unfinished_word(before);
  const auto dot = line.tokens.front().rfind('.');
  const bool is_method = dot != std::string_view::npos && !line.tokens.front().ends_with('.');
  // The row that goes on longest as the statement does.
  const Form* best = nullptr;
  std::size_t most = 0;
  for (const auto& form : rows) {
    auto tokens = line.tokens;
    if (is_method) {
      const auto type = type_of(tokens.front().substr(0, dot), names);
      if (form.phrase.method() != tokens.front().substr(dot + 1) || !has_method(form, type)) continue;
      tokens.erase(tokens.begin());
    } else if (form.phrase.is_method()) {
      continue;
    }
    const bool is_word =
        std::ranges::any_of(form.phrase.pieces(), [&](const auto& piece) { return piece.word == word; });
    if ((!is_word && form.phrase.method() != word) || !next_pieces(form.phrase, tokens)) continue;
    std::size_t length = 1;
    for (const auto token : rest) {
      tokens.push_back(token);
      if (!next_pieces(form.phrase, tokens)) break;
      ++length;
    }
    if (length > most) {
      best = &form;
      most = length;
    }
  }
  return best;
}

}  // namespace vmt::ide
