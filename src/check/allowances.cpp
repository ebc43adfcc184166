#include "check/allowances.hpp"

namespace vmt::checking {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// A line that says nothing but comments, or nothing at all.
bool has_no_code(std::string_view line) {
  const auto text = trimmed(line);
  return text.empty() || text.front() == '#';
}

// The line that the comment speaks of.
std::uint32_t line_meant(const Source& source, std::uint32_t line) {
  while (line < source.line_count() && has_no_code(source.line(line))) ++line;
  return line;
}

}  // namespace

void Allowances::read(const ast::File& file) {
  for (const ast::Trivia& trivia : file.trivia)
    if (trivia.kind == ast::TriviaKind::comment) read_comment(*file.source, trivia.span);
}

void Allowances::read_comment(const Source& source, Span comment) {
  constexpr std::string_view marker = "vmt:", opening = "allow(";
  const std::string_view whole = source.text();
  const std::string_view text = source.text(comment);
  const auto hash = text.find_first_not_of('#');
  if (hash == text.npos) return;
  const std::string_view said = trimmed(text.substr(hash));
  if (!said.starts_with(marker)) return;

  const std::string_view directive = trimmed(said.substr(marker.size()));
  const auto begin_of = [&](std::string_view part) {
    return static_cast<std::size_t>(part.data() - whole.data());
  };
  if (!directive.starts_with(opening) || !directive.ends_with(')')) {
    const std::string_view shown = directive.empty() ? said : directive;
    unknown_.push_back({source.span(begin_of(shown), begin_of(shown) + shown.size()), shown});
    return;
  }
  const std::uint32_t line = line_meant(source, source.position(comment.begin).line);
  std::string_view rest = directive.substr(opening.size());
  rest.remove_suffix(1);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const std::string_view rule = trimmed(rest.substr(0, comma));
    rest = comma == rest.npos ? std::string_view{} : rest.substr(comma + 1);
    if (rule.empty()) continue;
    const Span span = source.span(begin_of(rule), begin_of(rule) + rule.size());
    by_line_.emplace(Line{&source, line}, &all_.emplace_back(Allowance{span, rule}));
  }
}

bool Allowances::cover(Span span, std::string_view lint) {
  // Most scripts silence nothing, and then nobody has to count lines.
  if (by_line_.empty() || !span.is_somewhere()) return false;
  const Line line{span.source, span.source->position(span.begin).line};
  bool is_covered = false;
  const auto [begin, end] = by_line_.equal_range(line);
  for (auto here = begin; here != end; ++here) {
    if (here->second->rule != lint) continue;
    here->second->is_used = true;
    is_covered = true;
  }
  return is_covered;
}

}  // namespace vmt::checking
