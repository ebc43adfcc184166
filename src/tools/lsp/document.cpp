#include "tools/lsp/document.hpp"

#include <algorithm>
#include <utility>

#include "check/check.hpp"
#include "ide/tokens.hpp"

namespace vmt::tools::lsp {
namespace {

constexpr std::string_view placeholder = "pause";

std::shared_ptr<Scripts> read(const std::string& path, const Overlay& overlay) {
  auto scripts = std::make_shared<Scripts>();
  read_scripts({path}, *scripts, overlay);
  return scripts;
}

const ast::Statement* declaration_around(const ast::File& file, std::uint32_t offset) {
  for (const auto& statement : file.body.statements)
    if (statement.span.begin < offset && offset < statement.span.end) return &statement;
  return nullptr;
}

// A text in which a statement that means nothing stands where the cursor is.
struct Variant {
  std::string text;
  std::uint32_t at = 0;  // of that statement
};

// Behind the last sign on the line that ends a statement or begins a block; nothing within texts and
// comments.
std::size_t begin_of_statement(std::string_view before) {
  for (auto at = before.find_last_of("{};"); at != before.npos && at > 0;
       at = before.find_last_of("{};", at - 1))
    if (!ide::read_line(before.substr(0, at)).is_in_text) return at + 1;
  return 0;
}

// The best first. The line is set aside if it can be; else the statement comes in front of what is written.
std::vector<Variant> variants(const Source& source, std::uint32_t start, std::string_view line,
                              std::size_t column) {
  std::vector<Variant> all;
  const auto add = [&](std::size_t at, std::size_t length, std::string_view words) {
    std::string text(source.text());
    text.replace(start + at, length, words);
    all.push_back({std::move(text), start + static_cast<std::uint32_t>(at)});
  };
  const auto indent = std::min(line.find_first_not_of(" \t"), line.size());
  if (line.find_first_of("{}") == line.npos) add(indent, line.size() - indent, placeholder);
  if (const auto at = begin_of_statement(line.substr(0, column)); at > 0) add(at, 0, "pause; ");
  add(indent, 0, "pause; ");
  return all;
}

}  // namespace

Document::Document(std::string uri, const Overlay& overlay)
    : uri_(std::move(uri)), path_(path_of(uri_)), overlay_(overlay), scripts_(read(path_, overlay_)) {}

Cursor Document::cursor_at(std::uint32_t offset) const {
  const Source& source = *this->source();
  const auto line_number = source.position(offset).line;
  const auto line = source.line(line_number);
  const auto start = source.line_start(line_number);
  const auto column = std::min<std::size_t>(offset - start, line.size());
  Cursor cursor{.where = ide::Where::top,
                .may_declare = false,
                .is_somewhere = true,
                .names = {},
                .phrases = {},
                .scripts = {},
                .before = std::string(line.substr(0, column)),
                .after = std::string(line.substr(column))};
  for (auto& variant : variants(source, start, line, column))
    if (look_around(std::move(variant.text), variant.at, cursor)) return cursor;
  // No statement can stand there.
  const auto* const outer = declaration_around(*file(), offset);
  if (outer && std::holds_alternative<ast::Machine>(outer->node))
    cursor.where = ide::Where::machine_setting;
  else if (outer && std::holds_alternative<ast::Network>(outer->node))
    cursor.where = ide::Where::network_setting;
  else
    cursor.is_somewhere = cursor.may_declare = outer == nullptr;
  return cursor;
}

bool Document::look_around(std::string text, std::uint32_t at, Cursor& cursor) const {
  auto overlay = overlay_;
  std::error_code error;
  overlay[std::filesystem::weakly_canonical(path_, error)] = std::move(text);
  const auto scripts = read(path_, overlay);
  if (scripts->files.empty()) return false;
  const ast::File& around = scripts->files.front();
  auto options = scripts->options;
  options.interjection = Interjection{
      around.source->span(at, at + placeholder.size()), {}, scripts->programs.front().blocks.size()};
  Diagnostics nobody;
  auto program = check(around, options, nobody);
  if (!program.interjected) return false;
  cursor.scripts = scripts;
  cursor.where = ide::Where::statement;
  cursor.names = std::move(program.interjected->names);
  cursor.phrases = std::move(program.interjected->phrases);
  cursor.may_declare = declaration_around(around, at) == nullptr;
  return true;
}

}  // namespace vmt::tools::lsp
