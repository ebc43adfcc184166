#include "tools/script_reference.hpp"

#include <fmt/format.h>

#include <map>

#include "ast/parse.hpp"

namespace vmt::tools {
namespace {

// The words of the `##` comments by their lines.
using DocLines = std::map<std::uint32_t, std::string_view>;

DocLines doc_lines(const ast::File& file) {
  DocLines lines;
  for (const auto& trivia : file.trivia) {
    if (trivia.kind != ast::TriviaKind::doc_comment) continue;
    auto words = file.source->text(trivia.span);
    words.remove_prefix(std::min(words.find_first_not_of("# \t"), words.size()));
    lines.emplace(file.source->position(trivia.span.begin).line, words);
  }
  return lines;
}

std::string joined(DocLines::const_iterator first, DocLines::const_iterator behind) {
  std::string text;
  for (; first != behind; ++first) text += (text.empty() ? "" : "\n") + std::string(first->second);
  return text;
}

// The comment that ends on the line above.
std::string doc_above(const DocLines& lines, std::uint32_t line) {
  auto first = lines.lower_bound(line);
  const auto behind = first;
  while (first != lines.begin() && std::prev(first)->first == line - 1) {
    --first;
    --line;
  }
  return joined(first, behind);
}

std::string doc_at_top(const DocLines& lines, const ast::File& file) {
  auto behind = lines.begin();
  for (std::uint32_t line = 1; behind != lines.end() && behind->first == line; ++line) ++behind;
  if (behind == lines.begin()) return {};
  const auto last = std::prev(behind)->first;
  for (const auto& statement : file.body.statements)
    if (file.source->position(statement.span.begin).line == last + 1) return {};  // it belongs to that one
  return joined(lines.begin(), behind);
}

// What stands before the body, without the word that declares.
std::string head_of(const ast::File& file, Span statement, Span body) {
  auto text = file.source->text({file.source, statement.begin, body.begin});
  text.remove_prefix(std::min(text.find(' ') + 1, text.size()));
  return std::string(text.substr(0, text.find_last_not_of(" \t\r\n") + 1));
}

}  // namespace

ScriptReference script_reference(const Source& source) {
  Diagnostics diagnostics;
  const auto file = parse(source, diagnostics);
  const auto lines = doc_lines(file);
  ScriptReference reference{.doc = doc_at_top(lines, file), .entries = {}};
  for (const auto& statement : file.body.statements) {
    const auto* function = std::get_if<ast::Function>(&statement.node);
    const auto* phrase = std::get_if<ast::Phrase>(&statement.node);
    if (!function && !phrase) continue;
    const auto doc = doc_above(lines, source.position(statement.span.begin).line);
    if (doc.empty()) continue;
    const auto head = head_of(file, statement.span, function ? function->body.span : phrase->body.span);
    const auto name = function ? function->name.text : head.substr(0, head.find(' '));
    reference.entries.push_back({name, head, doc, fmt::format("### `{}`\n\n{}\n\n", head, doc)});
  }
  return reference;
}

}  // namespace vmt::tools
