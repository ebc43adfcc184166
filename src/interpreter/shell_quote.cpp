#include "interpreter/shell_quote.hpp"

#include <string_view>

namespace vmt {
namespace {

std::string escape(const std::string& text, std::string_view special) {
  std::string escaped;
  for (const char character : text) {
    if (special.find(character) != special.npos) escaped += '\\';
    escaped += character;
  }
  return escaped;
}

// Inside single quotes nothing is special but the quote itself, which has to be written outside.
std::string escape_single(const std::string& text) {
  std::string escaped;
  for (const char character : text) {
    if (character == '\'')
      escaped += "'\\''";
    else
      escaped += character;
  }
  return escaped;
}

bool is_plain_word(const std::string& text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,";
  return !text.empty() && text.find_first_not_of(plain) == text.npos;
}

}  // namespace

std::string quote_for_shell(const std::string& text, program::Quoting quoting) {
  switch (quoting) {
    case program::Quoting::none:
    case program::Quoting::here_document_literal: return text;
    case program::Quoting::unquoted: return is_plain_word(text) ? text : "'" + escape_single(text) + "'";
    case program::Quoting::single_quoted: return escape_single(text);
    case program::Quoting::double_quoted: return escape(text, "$`\"\\");
    case program::Quoting::here_document: return escape(text, "$`\\");
  }
  return text;
}

}  // namespace vmt
