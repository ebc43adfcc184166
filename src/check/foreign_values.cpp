#include "check/foreign_values.hpp"

#include <optional>

#include "ast/scan.hpp"
#include "check/problems.hpp"

namespace vmt::checking {

namespace {

using Offset = std::size_t;

// `open` NAME `close`. `may_be_shell` is what shells, and the files that people write with them, are full of.
struct Form {
  std::string_view open, close;
  bool may_be_shell = false;
  bool has_blanks = false;  // `{{ name }}`
  bool has_format = false;  // `{name:.2f}`
};

// The longer one first, of two that begin alike.
constexpr Form forms[]{
    {.open = "${", .close = "}", .may_be_shell = true},
    {.open = "%{", .close = "}", .may_be_shell = true},
    {.open = "%(", .close = ")s", .may_be_shell = true},
    {.open = "{{", .close = "}}", .has_blanks = true},
    {.open = "{", .close = "}", .has_format = true},
    {.open = "$", .close = "", .may_be_shell = true},
};

struct Mention {
  std::string_view name;  // `answer`
  std::string_view value;  // `answer.status`
  Offset end = 0;
};

Offset behind_word(std::string_view text, Offset at) {
  if (at < text.size() && is_digit(text[at])) return at;
  while (at < text.size() && is_word_byte(text[at])) ++at;
  return at;
}

// `:?`, `:.2f`, `!r`: how Python and Rust want a value to be shown.
Offset behind_format(std::string_view text, Offset at) {
  if (at == text.size() || (text[at] != ':' && text[at] != '!')) return at;
  const auto end = text.find_first_not_of("0123456789.,<>^+#?%dfsrxae", at + 1);
  return end == text.npos ? text.size() : end;
}

std::optional<Mention> mention_at(std::string_view text, Offset at, const Form& form) {
  if (!text.substr(at).starts_with(form.open)) return std::nullopt;
  const auto skip_blanks = [&](Offset from) {
    return form.has_blanks && from < text.size() && text[from] == ' ' ? from + 1 : from;
  };
  const Offset begin = skip_blanks(at + form.open.size());
  const Offset behind_name = behind_word(text, begin);
  if (behind_name == begin) return std::nullopt;
  Offset end = behind_name;
  while (!form.close.empty() && end < text.size() && text[end] == '.') {
    const auto next = behind_word(text, end + 1);
    if (next == end + 1) break;
    end = next;
  }
  Mention mention{text.substr(begin, behind_name - begin), text.substr(begin, end - begin), end};
  if (form.has_format) mention.end = behind_format(text, mention.end);
  mention.end = skip_blanks(mention.end);
  if (!text.substr(mention.end).starts_with(form.close)) return std::nullopt;
  mention.end += form.close.size();
  return mention;
}

// Does the text itself give the name a value, as `name=1`, `for name in` and `read name` do?
bool is_set_in(std::string_view text, std::string_view name) {
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const auto before = text.substr(0, at);
    const auto behind = text.substr(at + name.size());
    if (!before.empty() && is_word_byte(before.back())) continue;
    const bool is_assigned = behind.starts_with('=') || behind.starts_with(" =") || behind.starts_with(" in ");
    if (is_assigned || before.ends_with("read ") || before.ends_with("local ") || before.ends_with("-r "))
      return true;
  }
  return false;
}

bool is_visible_variable(Body& body, std::string_view name) {
  if (body.peek(name)) return true;
  const FileName* declared = body.context().names.find(name);
  const auto* global = declared ? std::get_if<GlobalName>(&declared->is) : nullptr;
  return global && global->is_ready;
}

// Is a text that is no operand of a command nevertheless meant for a shell? It joins commands, or uses what
// only a shell can know.
bool reads_like_shell(Body& body, std::string_view text) {
  for (const std::string_view sign : {"; ", " | ", " && ", " || ", "$(", "$?", "$@", "$1"})
    if (text.find(sign) != text.npos) return true;
  for (auto at = text.find('$'); at != text.npos; at = text.find('$', at + 1)) {
    const auto begin = at + 1 + (text.substr(at + 1).starts_with('{') ? 1 : 0);
    const auto end = behind_word(text, begin);
    if (end > begin && !is_visible_variable(body, text.substr(begin, end - begin))) return true;
  }
  return false;
}

// Behind `\#` the text says that it is no value.
bool is_escaped(std::string_view text, Offset at) {
  return at > 0 && (text[at - 1] == '#' || text[at - 1] == '\\');
}

void count_as_used(Body& body, std::string_view name) {
  if (Local* local = body.find(name))
    local->is_used = true;
  else if (FileName* declared = body.context().names.find(name))
    declared->is_used = true;
}

void report(Body& body, const ast::TextPart& part, Offset at, const Mention& mention) {
  const Span place{part.span.source, part.offsets[at], part.offsets[mention.end - 1] + 1};
  const std::string_view written = std::string_view(part.literal).substr(at, mention.end - at);
  body.context()
      .report(place, foreign_value, written)
      .label(fmt::format("not the value of `{}`", mention.name))
      .fix(fmt::format("a value is put into a text as `#{{{}}}`", mention.value), place,
           fmt::format("#{{{}}}", mention.value));
  count_as_used(body, mention.name);
}

}  // namespace

void check_foreign_values(Body& body, const ast::Text& text, TextReader reader) {
  std::string literals;
  for (const ast::TextPart& part : text.parts) literals += part.literal;
  // Texts of many lines are pasted more often than written, and many of them are shell text.
  const bool is_shell_text =
      reader == TextReader::shell || text.is_block || reads_like_shell(body, literals);
  for (const ast::TextPart& part : text.parts) {
    if (part.value) continue;
    const std::string_view literal = part.literal;
    for (Offset at = literal.find_first_of("${%"); at < literal.size();
         at = literal.find_first_of("${%", at + 1)) {
      for (const Form& form : forms) {
        const auto mention = mention_at(literal, at, form);
        if (!mention) continue;
        if (!(is_shell_text && form.may_be_shell) && !is_escaped(literal, at) &&
            is_visible_variable(body, mention->name) && !is_set_in(literals, mention->name))
          report(body, part, at, *mention);
        at = mention->end - 1;
        break;
      }
    }
  }
}

}  // namespace vmt::checking
