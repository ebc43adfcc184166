// What people see: pictures of problems beside the scripts that have them, and scripts beside what
// `--fix` makes of them.
#include <gtest/gtest.h>

#include "diagnostic/render.hpp"
#include "support/corpus.hpp"
#include "tools/fix.hpp"
#include "tools/scripts.hpp"

namespace vmt::test {
namespace {

std::string name_of(const testing::TestParamInfo<std::string>& info) {
  return std::filesystem::path(info.param).stem().string();
}

class Picture : public testing::TestWithParam<std::string> {};

TEST_P(Picture, LooksLikeTheOneBesideIt) {
  tools::Scripts scripts;
  tools::read_scripts({GetParam()}, scripts);
  std::string text;
  for (const Diagnostic& each : scripts.diagnostics.all()) text += render(each, {}) + '\n';
  text += summary(scripts.diagnostics) + '\n';
  EXPECT_EQ(compare_or_accept(std::filesystem::path(GetParam()).replace_extension(".txt"), text), "");
}

INSTANTIATE_TEST_SUITE_P(All, Picture, testing::ValuesIn(files_below("tests/lang/pictures")), name_of);

class Fixed : public testing::TestWithParam<std::string> {};

TEST_P(Fixed, BecomesTheOneBesideIt) {
  const auto fixed = tools::fix_scripts({GetParam()});
  ASSERT_EQ(fixed.size(), 1u);
  auto path = std::filesystem::path(GetParam());
  EXPECT_EQ(compare_or_accept(path.replace_extension(".fixed"), fixed.front().text), "");
}

INSTANTIATE_TEST_SUITE_P(All, Fixed, testing::ValuesIn(files_below("tests/lang/fixes")), name_of);

}  // namespace
}  // namespace vmt::test
