// Methods of text.
#include <fmt/format.h>
#include <re2/re2.h>

#include <charconv>

#include <nlohmann/json.hpp>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/operators.hpp"

namespace vmt::commands {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

Value trim(Call& call) { return std::string(trimmed(call.text("text"))); }

ListValue pieces_of(std::string_view text, std::string_view separator) {
  ListValue pieces;
  for (;;) {
    const auto end = text.find(separator);
    pieces.emplace_back(std::string(text.substr(0, end)));
    if (end == text.npos) return pieces;
    text.remove_prefix(end + separator.size());
  }
}

Value lines(Call& call) {
  auto pieces = pieces_of(call.text("text"), "\n");
  if (pieces.back().text().empty()) pieces.pop_back();
  for (auto& piece : pieces)
    if (piece.text().ends_with('\r')) piece = piece.text().substr(0, piece.text().size() - 1);
  return pieces;
}

Value words(Call& call) {
  ListValue words;
  std::string_view rest = call.text("text");
  for (;;) {
    const auto begin = rest.find_first_not_of(blanks);
    if (begin == rest.npos) return words;
    rest.remove_prefix(begin);
    const auto end = std::min(rest.find_first_of(blanks), rest.size());
    words.emplace_back(std::string(rest.substr(0, end)));
    rest.remove_prefix(end);
  }
}

Value split(Call& call) {
  if (call.text("separator").empty()) throw ValueError("a text cannot be split at an empty text");
  return pieces_of(call.text("text"), call.text("separator"));
}

Value replace(Call& call) {
  const auto& old = call.text("old");
  if (old.empty()) throw ValueError("an empty text cannot be replaced");
  const auto pieces = pieces_of(call.text("text"), old);
  std::string text = pieces.front().text();
  for (std::size_t i = 1; i < pieces.size(); ++i) text += call.text("new") + pieces[i].text();
  return text;
}

Value starts_with(Call& call) { return call.text("text").starts_with(call.text("start")); }
Value ends_with(Call& call) { return call.text("text").ends_with(call.text("end")); }

Value with_case(Call& call, char first, char last, char change) {
  std::string text = call.text("text");
  for (char& character : text)
    if (character >= first && character <= last) character = static_cast<char>(character + change);
  return text;
}

Value upper(Call& call) { return with_case(call, 'a', 'z', 'A' - 'a'); }
Value lower(Call& call) { return with_case(call, 'A', 'Z', 'a' - 'A'); }

Value length(Call& call) {
  // A value from JSON may be either: its type is not known when the script is checked.
  const Value& measured = call.value("text");
  if (measured.is<std::shared_ptr<const ListValue>>()) return static_cast<std::int64_t>(measured.list().size());
  // Characters, not bytes: bytes that continue a UTF-8 sequence begin with the bits 10.
  std::int64_t characters = 0;
  for (const char byte : call.text("text"))
    if ((static_cast<unsigned char>(byte) & 0xc0u) != 0x80u) ++characters;
  return characters;
}

template <typename Number>
Value to_number(Call& call, std::string_view what) {
  const auto text = trimmed(call.text("text"));
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty())
    throw ValueError(fmt::format("{} is no {}", show(Value(std::string(text)), {}), what));
  return number;
}

Value to_int(Call& call) { return to_number<std::int64_t>(call, "whole number"); }
Value to_float(Call& call) { return to_number<double>(call, "number"); }

Value value_of(const nlohmann::json& json) {
  switch (json.type()) {
    case nlohmann::json::value_t::boolean: return json.get<bool>();
    case nlohmann::json::value_t::number_integer:
    case nlohmann::json::value_t::number_unsigned: return json.get<std::int64_t>();
    case nlohmann::json::value_t::number_float: return json.get<double>();
    case nlohmann::json::value_t::string: return json.get<std::string>();
    case nlohmann::json::value_t::array: {
      ListValue list;
      for (const auto& item : json) list.push_back(value_of(item));
      return list;
    }
    case nlohmann::json::value_t::object: {
      MapValue map;
      for (const auto& [key, item] : json.items()) map.emplace(key, value_of(item));
      return map;
    }
    case nlohmann::json::value_t::null:
    case nlohmann::json::value_t::binary:
    case nlohmann::json::value_t::discarded: break;
  }
  return {};
}

Value json(Call& call) {
  const auto parsed = nlohmann::json::parse(call.text("text"), nullptr, false);
  if (parsed.is_discarded()) throw ValueError("the text is not JSON");
  return value_of(parsed);
}

Value find_all(Call& call) {
  const re2::RE2 pattern("(" + call.text("pattern") + ")", re2::RE2::Quiet);
  if (!pattern.ok())
    throw ValueError(fmt::format("`{}` is no regular expression: {}", call.text("pattern"), pattern.error()));
  ListValue found;
  re2::StringPiece rest(call.text("text"));
  // The group that a pattern names is what a script is after; without one, the whole match.
  const int group = pattern.NumberOfCapturingGroups() > 1 ? 2 : 1;
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(group) + 1);
  while (pattern.Match(rest, 0, rest.size(), re2::RE2::UNANCHORED, groups.data(), group + 1)) {
    found.emplace_back(std::string(groups[static_cast<std::size_t>(group)]));
    const auto end = static_cast<std::size_t>(groups[0].data() - rest.data()) + groups[0].size();
    const auto step = groups[0].empty() ? end + 1 : end;
    if (step > rest.size()) break;
    rest.remove_prefix(step);
  }
  return found;
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "{text:text}.trim",
     .result = Kind::text,
     .doc = "The text without blanks and line ends around it.",
     .example = "let name = \" web \\n\".trim()",
     .run = trim},
    {.phrase = "{text:text}.lines",
     .result = Type::list_of(Kind::text),
     .doc = "Its lines, without their line ends.",
     .example = "for line in \"a\\nb\".lines() { log line }",
     .run = lines},
    {.phrase = "{text:text}.words",
     .result = Type::list_of(Kind::text),
     .doc = "What stands between blanks and line ends.",
     .example = "let first = \"one two\".words()[0]",
     .run = words},
    {.phrase = "{text:text}.split {separator:text}",
     .result = Type::list_of(Kind::text),
     .doc = "The pieces between the separators.",
     .example = "let parts = \"a:b\".split(\":\")",
     .run = split},
    {.phrase = "{text:text}.replace {old:text} {new:text}",
     .result = Kind::text,
     .doc = "The text with each `old` replaced by `new`.",
     .example = "let path = \"a-b\".replace(\"-\", \"/\")",
     .run = replace},
    {.phrase = "{text:text}.starts_with {start:text}",
     .result = Kind::boolean,
     .doc = "Whether the text begins so.",
     .example = "expect \"web-1\".starts_with(\"web\")",
     .run = starts_with},
    {.phrase = "{text:text}.ends_with {end:text}",
     .result = Kind::boolean,
     .doc = "Whether the text ends so.",
     .example = "expect \"a.log\".ends_with(\".log\")",
     .run = ends_with},
    {.phrase = "{text:text}.upper",
     .result = Kind::text,
     .doc = "The text with the letters a to z as capitals.",
     .example = "expect \"web\".upper() == \"WEB\"",
     .run = upper},
    {.phrase = "{text:text}.lower",
     .result = Kind::text,
     .doc = "The text with the letters A to Z as small ones.",
     .example = "expect \"WEB\".lower() == \"web\"",
     .run = lower},
    {.phrase = "{text:text}.length",
     .result = Kind::integer,
     .doc = "The number of characters.",
     .example = "expect \"web\".length == 3",
     .run = length},
    {.phrase = "{text:text}.to_int",
     .result = Kind::integer,
     .doc = "The whole number that the text is; blanks around it do not matter.",
     .example = "let count = \"42\\n\".to_int()",
     .run = to_int},
    {.phrase = "{text:text}.to_float",
     .result = Kind::decimal,
     .doc = "The number that the text is.",
     .example = "let load = \"0.25\".to_float()",
     .run = to_float},
    {.phrase = "{text:text}.json",
     .result = Kind::any,
     .doc = "The JSON value that the text is: texts, numbers, lists and maps.",
     .example = "let answer = \"[1, 2]\".json()",
     .run = json},
    {.phrase = "{text:text}.find_all {pattern:pattern}",
     .result = Type::list_of(Kind::text),
     .doc = "Every match of the regular expression, or of its first group when it has one.",
     .example = "let numbers = \"a1 b2\".find_all(\"[0-9]\")",
     .run = find_all},
});

}  // namespace

std::span<const Form> texts() { return rows; }

}  // namespace vmt::commands
