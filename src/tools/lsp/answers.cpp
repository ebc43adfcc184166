#include "tools/lsp/answers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ast/format.hpp"
#include "grammar/words.hpp"
#include "tools/reference.hpp"
#include "tools/script_reference.hpp"

namespace vmt::tools::lsp {
namespace {

// CompletionItemKind of the protocol.
int number_of(ide::CompletionKind kind) {
  switch (kind) {
    case ide::CompletionKind::word: return 14;     // Keyword
    case ide::CompletionKind::command: return 3;   // Function
    case ide::CompletionKind::method: return 2;    // Method
    case ide::CompletionKind::field: return 5;     // Field
    case ide::CompletionKind::function: return 3;  // Function
    case ide::CompletionKind::setting: return 10;  // Property
    case ide::CompletionKind::machine: return 9;   // Module
    case ide::CompletionKind::network: return 9;   // Module
    case ide::CompletionKind::variable: return 6;  // Variable
  }
  return 1;
}

// The cursor behind the word that it is in, and the word.
struct Word {
  Cursor cursor;
  std::string text;
  Span span;
};

std::optional<Word> word_at(const Document& document, std::uint32_t offset) {
  const Source& source = *document.source();
  const auto text = source.text();
  auto end = std::min<std::size_t>(offset, text.size());
  const auto is_word = [&](std::size_t size) { return !ide::unfinished_word(text.substr(0, size)).empty(); };
  while (end < text.size() && text[end] != '\n' && is_word(end + 1) &&
         ide::unfinished_word(text.substr(0, end + 1)).size() >
             ide::unfinished_word(text.substr(0, end)).size())
    ++end;
  const auto word = ide::unfinished_word(text.substr(0, end));
  if (word.empty()) return std::nullopt;
  return Word{document.cursor_at(static_cast<std::uint32_t>(end)), std::string(word),
              source.span(end - word.size(), end)};
}

const program::VisibleName* name_of(const Word& word) {
  const bool is_member = word.cursor.before.size() > word.text.size() &&
                         word.cursor.before[word.cursor.before.size() - word.text.size() - 1] == '.';
  if (is_member) return nullptr;
  const auto found = std::ranges::find(word.cursor.names, word.text, &program::VisibleName::name);
  return found == word.cursor.names.end() ? nullptr : &*found;
}

// What the `##` comments say of a function or a phrase that begins with the word.
std::string documented(const Scripts& scripts, const std::string& word) {
  for (const auto& source : scripts.sources.all())
    for (const auto& entry : script_reference(source).entries)
      if (entry.name == word) return entry.shown;
  return {};
}

std::string described(const Document& document, const Word& word) {
  const auto catalogue = document.scripts().options.catalogue;
  const auto* const name = name_of(word);
  if (!name)
    if (const auto* row = ide::row_at(word.cursor.before, word.cursor.after, word.cursor.where,
                                      word.cursor.names, catalogue))
      return entry_of(*row);
  if (const auto text = documented(document.scripts(), word.text); !text.empty()) return text;
  if (name) return fmt::format("`{}`: {}, {}\n", name->name, name->kind, show(name->type));
  for (const auto& form : catalogue.functions)
    if (form.phrase.pieces().front().word == word.text) return entry_of(form);
  const auto reserved = std::ranges::find(grammar::reserved_words, word.text, &grammar::ReservedWord::word);
  return reserved == grammar::reserved_words.end() ? std::string() : std::string(reserved->doc);
}

Json location(const Document& document, Span span) {
  if (!span.is_somewhere() || span.source->is_module()) return nullptr;
  const auto is_own = span.source->name() == document.path();
  return {{"uri", is_own ? document.uri() : uri_of(span.source->name())}, {"range", range_of(span)}};
}

// SymbolKind of the protocol.
constexpr int symbol_module = 2, symbol_method = 6, symbol_function = 12, symbol_variable = 13,
              symbol_constant = 14, symbol_object = 19, symbol_event = 24;

Json symbol(std::string name, int kind, Span whole, Span chosen) {
  if (name.empty()) name = "?";  // the protocol forbids an empty name
  return {{"name", std::move(name)},
          {"kind", kind},
          {"range", range_of(whole)},
          {"selectionRange", range_of(chosen)}};
}

// A declaration may have several names.
struct Symbols {
  Json& all;
  const ast::Statement& statement;

  void add(const ast::Name& name, int kind) {
    all.push_back(symbol(name.text, kind, statement.span, name.span));
  }
  void operator()(const ast::Machine& node) {
    for (const auto& name : node.names) add(name.name, symbol_object);
  }
  void operator()(const ast::Network& node) {
    for (const auto& name : node.names) add(name, symbol_module);
  }
  void operator()(const ast::Function& node) { add(node.name, symbol_function); }
  void operator()(const ast::Phrase& node) {
    if (node.pieces.empty()) return;
    const auto span = join(node.pieces.front().span, node.pieces.back().span);
    all.push_back(symbol(std::string(span.source->text(span)), symbol_function, statement.span, span));
  }
  void operator()(const ast::Setup&) {
    all.push_back(symbol("setup", symbol_event, statement.span,
                         {statement.span.source, statement.span.begin, statement.span.begin}));
  }
  void operator()(const ast::Test& node) {
    std::string title(statement.span.source->text(node.title->span));
    all.push_back(symbol(std::move(title), symbol_method, statement.span, node.title->span));
  }
  void operator()(const ast::Param& node) { add(node.name, symbol_constant); }
  void operator()(const ast::Secret& node) { add(node.name, symbol_constant); }
  void operator()(const ast::Binding& node) {
    add(node.name, node.kind == ast::Bind::let ? symbol_constant : symbol_variable);
  }
  template <typename Other>
  void operator()(const Other&) {}
};

}  // namespace

Json completion(const Document& document, std::uint32_t offset) {
  if (!document.source()) return nullptr;
  const auto cursor = document.cursor_at(offset);
  if (!cursor.is_somewhere) return nullptr;
  const auto& catalogue = document.scripts().options.catalogue;
  auto found = ide::complete(cursor.before, cursor.where, {cursor.names, cursor.phrases}, catalogue);
  if (cursor.may_declare && cursor.where != ide::Where::top)
    for (auto& more : ide::complete(cursor.before, ide::Where::top, {}, catalogue))
      if (std::ranges::find(found, more.label, &ide::Completion::label) == found.end())
        found.push_back(std::move(more));
  auto items = Json::array();
  for (const auto& one : found) {
    Json item = {{"label", one.label}, {"kind", number_of(one.kind)}};
    if (!one.detail.empty()) item["detail"] = one.detail;
    if (!one.documentation.empty())
      item["documentation"] = {{"kind", "markdown"}, {"value", one.documentation}};
    items.push_back(std::move(item));
  }
  return items;
}

Json hover(const Document& document, std::uint32_t offset) {
  if (!document.source()) return nullptr;
  const auto word = word_at(document, offset);
  if (!word) return nullptr;
  const auto text = described(document, *word);
  if (text.empty()) return nullptr;
  return {{"contents", {{"kind", "markdown"}, {"value", text}}}, {"range", range_of(word->span)}};
}

Json definition(const Document& document, std::uint32_t offset) {
  if (!document.source()) return nullptr;
  for (const auto& statement : document.file()->body.statements)
    if (const auto* use = std::get_if<ast::Use>(&statement.node);
        use && !use->is_module && use->path_span.begin <= offset && offset <= use->path_span.end)
      if (const auto* used = document.scripts().options.load(use->path, *document.source()))
        return location(document, used->span(0, 0));
  const auto word = word_at(document, offset);
  if (!word) return nullptr;
  if (const auto* name = name_of(*word)) return location(document, name->declared_at);
  for (const auto& symbol : document_symbols(document))
    if (symbol.at("name") == word->text)
      return {{"uri", document.uri()}, {"range", symbol.at("selectionRange")}};
  for (const auto& statement : document.file()->body.statements)
    if (const auto* phrase = std::get_if<ast::Phrase>(&statement.node); phrase && !phrase->pieces.empty())
      if (const auto* first = std::get_if<ast::Name>(&phrase->pieces.front().node);
          first && first->text == word->text)
        return location(document, first->span);
  return nullptr;
}

Json document_symbols(const Document& document) {
  auto symbols = Json::array();
  if (!document.file()) return symbols;
  for (const auto& statement : document.file()->body.statements)
    std::visit(Symbols{symbols, statement}, statement.node);
  return symbols;
}

Json formatting(const Document& document) {
  if (!document.source()) return nullptr;
  Diagnostics nobody;
  const auto formatted = format(*document.source(), nobody);
  if (!formatted) return nullptr;
  const auto text = document.source()->text();
  if (*formatted == text) return Json::array();
  return Json::array(
      {{{"range", range_of(document.source()->span(0, text.size()))}, {"newText", *formatted}}});
}

}  // namespace vmt::tools::lsp
