#include "interpreter/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace vmt {
namespace {

using Text = std::shared_ptr<const std::string>;

// Longer values are cut in labels; the whole of a text stands in a note.
constexpr std::size_t longest_label = 60;
constexpr std::size_t longest_note_lines = 20;

// More than a label can show: long, or of several lines (the end of a single one is shown as \n).
bool is_long(const Value& value) {
  return value.is<Text>() && (value.text().size() > longest_label ||
                              value.text().find('\n') + 1 < value.text().size());
}

std::string shortened(const std::string& shown) {
  if (shown.size() <= longest_label) return shown;
  return shown.substr(0, longest_label - 3) + "...";
}

std::string first_lines(const std::string& text) {
  std::size_t end = 0;
  for (std::size_t lines = 0; lines < longest_note_lines; ++lines) {
    const auto next = text.find('\n', end);
    if (next == std::string::npos) return text;
    end = next + 1;
  }
  const auto left = std::count(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(), '\n');
  return text.substr(0, end) + fmt::format("... and {} more lines", left + 1);
}

const Value* value_of(const program::Expression& expression, const std::vector<Part>& parts) {
  if (const auto* constant = std::get_if<program::Constant>(&expression.node)) return &constant->value;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    if (part->expression == &expression) return &part->value;
  return nullptr;
}

// `left == right` of two texts with several lines: their difference says more than they do.
bool explain_difference(const program::Expression& condition, const std::vector<Part>& parts,
                        Diagnostic& diagnostic) {
  const auto* binary = std::get_if<program::Binary>(&condition.node);
  if (!binary || binary->op != ast::Operator::equal) return false;
  const auto* left = value_of(*binary->left, parts);
  const auto* right = value_of(*binary->right, parts);
  if (!left || !right || !(is_long(*left) || is_long(*right)) || !left->is<Text>() || !right->is<Text>())
    return false;
  diagnostic.note("from the right side (-) to the left side (+):\n" + diff(right->text(), left->text()));
  return true;
}

}  // namespace

void explain(const program::Expression& condition, const std::vector<Part>& parts, const ValueNames& names,
             Diagnostic& diagnostic) {
  const bool difference_is_shown = explain_difference(condition, parts, diagnostic);
  std::set<const program::Expression*> told{&condition};
  std::set<std::string_view> noted;  // a name that stands twice has one value
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const auto& [expression, value] = *part;
    if (!told.insert(expression).second) continue;
    if (value.is<MachineValue>() || value.is<NetworkValue>() || value.is<HostValue>()) continue;
    if (value.is<std::shared_ptr<const Closure>>() || value.is<std::monostate>()) continue;
    diagnostic.label(expression->span, "is " + shortened(show(value, names)));
    const auto text = expression->span.source->text(expression->span);
    if (is_long(value) && !difference_is_shown && noted.insert(text).second)
      diagnostic.note(
          fmt::format("`{}` is:\n{}", shortened(std::string(text)), first_lines(value.text())));
  }
}

}  // namespace vmt
