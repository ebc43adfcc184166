// The pages of `vmt explain`: the failing script is told its code and nothing else, the fixed one nothing.
#include "tools/explanations/explanations.hpp"

#include <gtest/gtest.h>

#include "diagnostic/render.hpp"
#include "support/corpus.hpp"
#include "tools/fix.hpp"
#include "tools/scripts.hpp"

namespace vmt::test {
namespace {

std::vector<std::string> codes() {
  std::vector<std::string> all;
  for (const auto& family : tools::explanation_families())
    for (const auto& each : family.explanations) all.emplace_back(each.code);
  return all;
}

class Page : public testing::TestWithParam<std::string> {
protected:
  const tools::Explanation& page_ = *tools::find_explanation(GetParam());

  // The files that the pages speak of lie in the same folder.
  static void check(std::string_view script, tools::Scripts& scripts) {
    const std::string path = "tests/lang/pages/page.vmt";
    tools::read_scripts({path}, scripts, {{std::filesystem::weakly_canonical(path), std::string(script)}});
  }

  static std::string told(const tools::Scripts& scripts) {
    std::string text;
    for (const Diagnostic& each : scripts.diagnostics.all()) text += render(each, {});
    return text;
  }
};

TEST_P(Page, FailingScriptIsToldItsCodeAndNothingElse) {
  tools::Scripts scripts;
  check(page_.failing, scripts);
  EXPECT_FALSE(scripts.diagnostics.all().empty());
  for (const Diagnostic& each : scripts.diagnostics.all()) {
    EXPECT_EQ(each.code, page_.code) << told(scripts);
    EXPECT_EQ(each.name, page_.rule);
  }
}

TEST_P(Page, FixedScriptIsToldNothing) {
  tools::Scripts scripts;
  check(page_.fixed, scripts);
  EXPECT_EQ(told(scripts), "");
}

TEST_P(Page, HasATitleAndAText) {
  EXPECT_FALSE(page_.title.empty());
  EXPECT_EQ(page_.title.find('\n'), std::string_view::npos);
  EXPECT_TRUE(page_.text.ends_with('.')) << page_.text;
}

INSTANTIATE_TEST_SUITE_P(All, Page, testing::ValuesIn(codes()), [](const auto& page) { return page.param; });

}  // namespace
}  // namespace vmt::test
