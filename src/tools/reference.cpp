#include "tools/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace vmt::tools {
namespace {

std::string upper(std::string_view name) {
  std::string text(name);
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string result_of(const Form& form) {
  switch (form.gives) {
    case Gives::receiver: return "the same type";
    case Gives::receiver_element: return "an element";
    case Gives::list_of_each: return "a list";
    case Gives::fixed: break;
  }
  return form.result.is(Kind::nothing) ? std::string() : show(form.result);
}

std::string entry(const Form& form) {
  const auto result = result_of(form);
  return fmt::format("### `{}`{}\n\n{}\n\n```vmt\n{}\n```\n\n", readable(form.phrase),
                     result.empty() ? "" : " -> " + result, form.doc, form.example);
}

std::string section(std::string_view title, std::span<const Form> forms) {
  std::string text = fmt::format("## {}\n\n", title);
  for (const auto& form : forms) text += entry(form);
  return text;
}

bool has_words(const Form& form, const std::vector<std::string>& words) {
  return std::ranges::all_of(words, [&](const std::string& word) {
    return form.phrase.method() == word || std::ranges::any_of(form.phrase.pieces(), [&](const PhrasePiece& piece) {
             return piece.word == word;
           });
  });
}

}  // namespace

std::string readable(const Phrase& phrase) {
  std::string text;
  std::uint8_t group = 0;
  for (const auto& piece : phrase.pieces()) {
    const bool is_receiver = phrase.is_method() && &piece == &phrase.pieces().front();
    if (group && piece.group != group) text += ']';
    if (!text.empty()) text += ' ';
    if (piece.group && piece.group != group) text += '[';
    group = piece.group;
    if (piece.role == Role::block)
      text += "{ ... }";
    else
      text += piece.is_hole() ? upper(piece.hole) : std::string(piece.word);
    if (is_receiver) text += fmt::format(".{}", phrase.method());
  }
  return group ? text + "]" : text;
}

std::string reference(const Catalogue& catalogue) {
  return "# Reference\n\n"
         "Written by `vmt doc` from the catalogue. What stands in capitals is filled in; what stands in\n"
         "brackets may be left out.\n\n" +
         section("Settings of machines", catalogue.machine_settings) +
         section("Settings of networks", catalogue.network_settings) +
         section("Commands and methods", catalogue.commands) + section("Functions", catalogue.functions);
}

std::string reference_of(const Catalogue& catalogue, const std::vector<std::string>& words) {
  std::string text;
  for (const auto rows : {catalogue.machine_settings, catalogue.network_settings, catalogue.commands, catalogue.functions})
    for (const auto& form : rows)
      if (has_words(form, words)) text += entry(form);
  return text;
}

}  // namespace vmt::tools
