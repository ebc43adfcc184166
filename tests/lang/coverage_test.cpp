// Nothing of the language is untested: each code, each reserved word and each row of the catalogue occurs
// in a script of the tests.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "check/walk.hpp"
#include "commands/commands.hpp"
#include "diagnostic/render.hpp"
#include "grammar/words.hpp"
#include "support/corpus.hpp"
#include "tools/explanations/explanations.hpp"
#include "tools/scripts.hpp"

namespace vmt::test {
namespace {

using Names = std::set<std::string>;

// The declarations themselves are read: there is no list of them that could lack one.
Names declared_codes() {
  Names codes;
  for (const char* const file : {"src/ast/problems.hpp", "src/check/problems.hpp"}) {
    const auto text = read_file(file);
    const std::regex code("\"(V[0-9]{4})\"");
    for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at)
      EXPECT_TRUE(codes.insert((*at)[1]).second) << (*at)[1] << " is declared twice";
  }
  return codes;
}

std::string missing_from(const Names& wanted, const Names& there) {
  std::string text;
  for (const auto& name : wanted)
    if (!there.contains(name)) text += name + "\n";
  return text;
}

// What the scripts of a folder use and are told, all of them together.
struct Used {
  Names codes;
  Names rows;
};

void visit_rows(const program::Program& program, Names& rows) {
  const checking::VisitExpression note = [&rows](const program::Expression& expression) {
    if (const auto* call = std::get_if<program::CallForm>(&expression.node))
      rows.insert(std::string(call->form->phrase.text()));
  };
  const auto visit = [&](const program::Statements& statements) {
    checking::visit_expressions(program, statements, note);
  };
  visit(program.globals);
  if (program.setup) visit(program.setup->statements);
  for (const auto& function : program.functions) visit(function.body.statements);
  for (const auto& test : program.tests) visit(test.body.statements);
  const auto note_settings = [&](const auto& declared) {
    for (const auto& each : declared)
      for (const auto& setting : each.settings) rows.insert(std::string(setting.call.form->phrase.text()));
  };
  note_settings(program.machines);
  note_settings(program.networks);
}

Used used_by(const std::vector<std::string>& files) {
  Used used;
  for (const auto& file : files) {
    tools::Scripts scripts;
    tools::read_scripts({file}, scripts);
    for (const Diagnostic& each : scripts.diagnostics.all()) used.codes.insert(std::string(each.code));
    for (const auto& program : scripts.programs) visit_rows(program, used.rows);
  }
  return used;
}

TEST(Coverage, EveryCodeIsInTheCorpus) {
  EXPECT_EQ(missing_from(declared_codes(), used_by(files_below("tests/lang")).codes), "");
}

TEST(Coverage, EveryCodeIsExplainedAndEveryExplainedCodeExists) {
  Names explained;
  for (const auto& family : tools::explanation_families())
    for (const auto& each : family.explanations)
      EXPECT_TRUE(explained.insert(std::string(each.code)).second) << each.code << " is explained twice";
  EXPECT_EQ(missing_from(declared_codes(), explained), "");
  EXPECT_EQ(missing_from(explained, declared_codes()), "");
}

TEST(Coverage, EveryRowOfTheCatalogueIsInATest) {
  Names rows;
  const auto catalogue = commands::catalogue();
  for (const auto family :
       {catalogue.commands, catalogue.functions, catalogue.machine_settings, catalogue.network_settings})
    for (const Form& form : family) rows.insert(std::string(form.phrase.text()));
  EXPECT_EQ(missing_from(rows, used_by(files_below("tests")).rows), "");
}

TEST(Coverage, EveryReservedWordIsInATest) {
  Names written;
  for (const auto& file : files_below("tests")) {
    const auto text = read_file(file);
    const std::regex word("[a-z]+");
    for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at)
      written.insert(at->str());
  }
  Names reserved;
  for (const auto& each : grammar::reserved_words) reserved.insert(std::string(each.word));
  EXPECT_EQ(missing_from(reserved, written), "");
}

// What the project itself shows to people and runs has no mistake that the checker sees. `tests/failures`
// and `tests/lang` are about mistakes, `tests/editors` about colours.
TEST(Coverage, ScriptsOfTheProjectAreClean) {
  std::vector<std::string> files;
  for (const char* const folder : {"examples", "stdlib", "tests"})
    for (const auto& file : files_below(folder))
      if (!file.starts_with("tests/lang/") && !file.starts_with("tests/failures/") &&
          !file.starts_with("tests/editors/"))
        files.push_back(file);
  EXPECT_GE(files.size(), 5u);
  for (const auto& file : files) {
    tools::Scripts scripts;
    tools::read_scripts({file}, scripts);
    for (const Diagnostic& each : scripts.diagnostics.all()) ADD_FAILURE() << render_short(each);
  }
}

// A README whose examples are wrong is worse than none. Blocks are those between ```vmt and ```.
TEST(Coverage, ScriptsInTheReadmeAreClean) {
  const auto text = read_file("README.md");
  int count = 0;
  for (auto at = text.find("```vmt\n"); at != text.npos; at = text.find("```vmt\n", at)) {
    at += 7;
    const auto end = text.find("```", at);
    tools::Scripts scripts;
    // The block stands in for a script that is there, so that it is read like a file.
    tools::read_scripts({"README.md"}, scripts,
                        {{std::filesystem::canonical("README.md"), text.substr(at, end - at)}});
    for (const Diagnostic& each : scripts.diagnostics.all()) ADD_FAILURE() << render_short(each);
    ++count;
  }
  EXPECT_GE(count, 1);
}

}  // namespace
}  // namespace vmt::test
