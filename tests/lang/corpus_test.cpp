// Every script of tests/lang against what it says itself, and what all scripts have to have in common.
#include "support/corpus.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "diagnostic/render.hpp"
#include "tools/fix.hpp"
#include "tools/scripts.hpp"

namespace vmt::test {
namespace {

// All but those whose pictures or repaired forms lie beside them.
std::vector<std::string> corpus() {
  auto files = files_below("tests/lang");
  std::erase_if(files, [](const std::string& file) {
    return file.find("/pictures/") != file.npos || file.find("/fixes/") != file.npos;
  });
  return files;
}

// GoogleTest takes letters, digits and `_` only.
std::string name_of(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(info.param.find("lang/") + 5);
  for (char& letter : name)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  return name;
}

class Corpus : public testing::TestWithParam<std::string> {
protected:
  Corpus() { tools::read_scripts({GetParam()}, scripts_); }

  tools::Scripts scripts_;
};

TEST_P(Corpus, IsToldWhatItSays) {
  const auto text = read_file(GetParam());
  const auto found = expectations_of(scripts_.diagnostics, GetParam());
  if (is_accepting())
    EXPECT_EQ(compare_or_accept(GetParam(), with_expectations(text, found)), "");
  else
    EXPECT_EQ(differences(read_expectations(text), found), "") << GetParam() << " (see `scripts/accept`)";
}

// What colour says, the words say, too; and in every style the same words.
TEST_P(Corpus, LooksTheSameWithoutColour) {
  for (const Diagnostic& each : scripts_.diagnostics.all()) {
    std::string stripped;
    const std::string colored = render(each, {.color = true});
    for (std::size_t at = 0; at < colored.size(); ++at) {
      if (colored[at] == '\x1b')
        at = colored.find('m', at);
      else
        stripped += colored[at];
    }
    EXPECT_EQ(stripped, render(each, {}));
  }
}

// The style of messages: they do not shout, end without a period, and are not about the parser's insides.
TEST_P(Corpus, IsToldInPlainWords) {
  for (const Diagnostic& each : scripts_.diagnostics.all()) {
    std::vector<std::string> texts{each.message, each.primary.text};
    for (const auto& label : each.labels) texts.push_back(label.text);
    for (const auto& text : {each.notes, each.helps}) texts.insert(texts.end(), text.begin(), text.end());
    for (const auto& fix : each.fixes) texts.push_back(fix.title);
    for (const auto& text : texts) {
      EXPECT_FALSE(text.ends_with('.') && !text.ends_with("..")) << each.code << ": " << text;
      for (const char* const word : {"::", "pegtl", "struct ", "illegal", "std.runtime", "variant"})
        EXPECT_EQ(text.find(word), text.npos) << each.code << ": " << text;
    }
    EXPECT_FALSE(each.message.empty());
    const bool explains_itself =
        !each.primary.text.empty() || !each.helps.empty() || !each.fixes.empty() || !each.notes.empty();
    EXPECT_TRUE(explains_itself) << each.code << " has neither a label nor a help: " << each.message;
  }
}

// A repair that is applied without asking leaves nothing of its kind, and makes nothing worse.
TEST_P(Corpus, HasFixesThatWork) {
  const auto fixed = tools::fix_scripts({GetParam()});
  for (const auto& file : fixed) {
    tools::Scripts after;
    tools::read_scripts({GetParam()}, after, {{std::filesystem::canonical(file.path), file.text}});
    EXPECT_LE(after.diagnostics.count(Severity::error), scripts_.diagnostics.count(Severity::error))
        << GetParam() << " becomes worse:\n"
        << file.text;
    for (const Diagnostic& each : after.diagnostics.all())
      for (const Fix& fix : each.fixes)
        EXPECT_NE(fix.applicability, Applicability::machine_applicable)
            << "still to be fixed: " << render(each, {});
  }
}

std::string with_edits(std::string text, std::vector<Edit> edits) {
  std::ranges::sort(edits, std::ranges::greater(), [](const Edit& edit) { return edit.span.begin; });
  for (const Edit& edit : edits) text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.replacement);
  return text;
}

// What is proposed, taken alone, takes away the problem that it is proposed for.
TEST_P(Corpus, ProposesWhatHelps) {
  const auto text = read_file(GetParam());
  for (const Diagnostic& each : scripts_.diagnostics.all())
    for (const Fix& fix : each.fixes) {
      const bool is_elsewhere = std::ranges::any_of(
          fix.edits, [](const Edit& edit) { return edit.span.source->name() != GetParam(); });
      if (is_elsewhere || fix.applicability == Applicability::has_placeholders) continue;
      tools::Scripts after;
      const auto changed = with_edits(text, fix.edits);
      tools::read_scripts({GetParam()}, after, {{std::filesystem::canonical(GetParam()), changed}});
      for (const Diagnostic& still : after.diagnostics.all())
        EXPECT_FALSE(still.code == each.code && still.message == each.message &&
                     still.primary.span.begin == each.primary.span.begin)
            << fix.title << " does not help:\n"
            << render(each, {});
    }
}

// Two runs say the same bytes.
TEST_P(Corpus, IsToldTheSameEachTime) {
  tools::Scripts again;
  tools::read_scripts({GetParam()}, again);
  ASSERT_EQ(again.diagnostics.all().size(), scripts_.diagnostics.all().size());
  for (std::size_t index = 0; index < again.diagnostics.all().size(); ++index)
    EXPECT_EQ(render(again.diagnostics.all()[index], {}), render(scripts_.diagnostics.all()[index], {}));
}

INSTANTIATE_TEST_SUITE_P(All, Corpus, testing::ValuesIn(corpus()), name_of);

}  // namespace
}  // namespace vmt::test
