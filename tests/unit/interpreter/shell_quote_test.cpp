#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "interpreter/shell_quote.hpp"

namespace vmt {
namespace {

// What a real shell makes of the script.
std::string shell(const std::string& script) {
  std::FILE* const input = std::tmpfile();
  fwrite(script.data(), 1, script.size(), input);
  std::rewind(input);
  const auto command = "/bin/sh /dev/fd/" + std::to_string(fileno(input));
  std::FILE* const pipe = popen(command.c_str(), "r");
  std::string output;
  std::array<char, 512> buffer{};
  while (const auto size = fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), size);
  pclose(pipe);
  std::fclose(input);
  return output;
}

const std::array hard_texts{"plain",        "two words",      "it's",        "say \"x\"",   "$HOME `id` $(id)",
                            "back\\slash",  "*",              "~",           "a;b&c|d<e>f", "-n",
                            "line\nbreak",  "tab\there",      "",            "é 漢 emoji",  "'\"'\"'",
                            "trailing\\"};

class ShellQuote : public testing::TestWithParam<const char*> {};

TEST_P(ShellQuote, ComesOutAsItselfUnquoted) {
  const std::string text = GetParam();
  EXPECT_EQ(shell("printf %s " + quote_for_shell(text, program::Quoting::unquoted)), text);
}

TEST_P(ShellQuote, ComesOutAsItselfInSingleQuotes) {
  const std::string text = GetParam();
  EXPECT_EQ(shell("printf %s '<" + quote_for_shell(text, program::Quoting::single_quoted) + ">'"), "<" + text + ">");
}

TEST_P(ShellQuote, ComesOutAsItselfInDoubleQuotes) {
  const std::string text = GetParam();
  EXPECT_EQ(shell("printf %s \"<" + quote_for_shell(text, program::Quoting::double_quoted) + ">\""), "<" + text + ">");
}

TEST_P(ShellQuote, ComesOutAsItselfInAHereDocument) {
  const std::string text = GetParam();
  const auto script = "cat <<END\n<" + quote_for_shell(text, program::Quoting::here_document) + ">\nEND\n";
  EXPECT_EQ(shell(script), "<" + text + ">\n");
}

INSTANTIATE_TEST_SUITE_P(HardTexts, ShellQuote, testing::ValuesIn(hard_texts));

}  // namespace
}  // namespace vmt
