// Every command as a snippet of VS Code: its words are typed, its holes are filled in one by one.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "ide/readable.hpp"
#include "tools/editor_files.hpp"
#include "tools/reference.hpp"

namespace vmt::tools {
namespace {

bool is_text(Role role) {
  switch (role) {
    case Role::text:
    case Role::command:
    case Role::pattern:
    case Role::host_path:
    case Role::new_host_path:
    case Role::guest_path:
    case Role::unit:
    case Role::key: return true;
    default: return false;
  }
}

std::string hole(const PhrasePiece& piece, int number) {
  if (piece.role == Role::block) return "{\n\t$0\n}";
  const auto stop = fmt::format("${{{}:{}}}", number, piece.hole);
  if (is_text(piece.role)) return '"' + stop + '"';
  if (piece.role == Role::texts) return fmt::format("[\"{}\"]", stop);
  return stop;
}

// What is typed: the phrase without its optional groups and without its receiver.
std::string body(const Phrase& phrase) {
  std::string text(phrase.method());
  int number = 0;
  for (const auto& piece : phrase.pieces().subspan(phrase.is_method() ? 1 : 0)) {
    if (piece.group) continue;
    if (!text.empty()) text += ' ';
    text += piece.is_hole() ? hole(piece, ++number) : std::string(piece.word);
  }
  return text;
}

// The words up to the first hole: "wait port".
std::string prefix(const Phrase& phrase) {
  if (phrase.is_method()) return std::string(phrase.method());
  std::string text;
  for (const auto& piece : phrase.pieces()) {
    if (piece.is_hole()) break;
    if (!piece.group) text += (text.empty() ? "" : " ") + std::string(piece.word);
  }
  return text;
}

// Methods of values stand in expressions, and are shorter than their snippet would be.
bool has_snippet(const Phrase& phrase) {
  if (!phrase.is_method()) return true;
  const auto receiver = phrase.pieces().front().role;
  return (receiver == Role::machine || receiver == Role::host) && phrase.pieces().size() > 1;
}

}  // namespace

std::string vscode_snippets(const Catalogue& catalogue) {
  auto snippets = nlohmann::ordered_json::object();
  for (const auto rows : {catalogue.commands, catalogue.machine_settings, catalogue.network_settings})
    for (const auto& form : rows)
      if (has_snippet(form.phrase))
        snippets[readable(form.phrase)] = {{"prefix", prefix(form.phrase)},
                                           {"body", body(form.phrase)},
                                           {"description", std::string(form.doc)}};
  return snippets.dump(2) + '\n';
}

}  // namespace vmt::tools
