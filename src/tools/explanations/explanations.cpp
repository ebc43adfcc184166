#include "tools/explanations/explanations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace vmt::tools {
namespace {

// "v203" -> "V0203".
std::string normal_code(std::string_view code) {
  if (!code.empty() && (code.front() == 'v' || code.front() == 'V')) code.remove_prefix(1);
  return fmt::format("V{:0>4}", code);
}

}  // namespace

std::span<const ExplanationFamily> explanation_families() {
  static const std::vector<ExplanationFamily> families{
      {"The shape of a script", shape_explanations()},
      {"Characters, texts, and numbers", text_explanations()},
      {"Habits from other languages", habit_explanations()},
      {"Names", name_explanations()},
      {"Commands and their operands", command_explanations()},
      {"Types and values", type_explanations()},
      {"Declarations", declaration_explanations()},
      {"What happens in which order", order_explanations()},
      {"Shell text in commands", shell_explanations()},
      {"Files and regular expressions", file_explanations()},
      {"Lints", lint_explanations()},
  };
  return families;
}

const Explanation* find_explanation(std::string_view code) {
  const auto wanted = normal_code(code);
  for (const auto& family : explanation_families()) {
    const auto found = std::ranges::find(family.explanations, wanted, &Explanation::code);
    if (found != family.explanations.end()) return &*found;
  }
  return nullptr;
}

std::vector<const Explanation*> explanations_of_rule(std::string_view rule) {
  std::vector<const Explanation*> found;
  for (const auto& explanation : lint_explanations())
    if (!rule.empty() && explanation.rule == rule) found.push_back(&explanation);
  return found;
}

std::string markdown(const Explanation& explanation) {
  return fmt::format("{}\n\n```vmt\n{}```\n\nBetter:\n\n```vmt\n{}```\n", explanation.text,
                     explanation.failing, explanation.fixed);
}

std::string plain_text(const Explanation& explanation) {
  std::string text(explanation.text);
  std::erase(text, '`');
  return text;
}

}  // namespace vmt::tools
