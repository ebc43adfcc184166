// What the formatter does to a script, one habit a test.
#include "ast/format.hpp"

#include <gtest/gtest.h>

namespace vmt {
namespace {

std::string formatted(std::string text) {
  const Source source("script.vmt", std::move(text));
  Diagnostics diagnostics;
  const auto result = format(source, diagnostics);
  if (result) return *result;
  return result.error() == FormatRefusal::script_has_errors ? "REFUSED: mistakes" : "REFUSED: meaning";
}

TEST(Format, puts_one_blank_between_words_and_around_operators) {
  EXPECT_EQ(formatted("let  x=1+2*3\nlet y =x==4  and not(true)\n"),
            "let x = 1 + 2 * 3\nlet y = x == 4 and not (true)\n");
}

TEST(Format, leaves_a_map_behind_a_block_on_its_own_line) {
  EXPECT_EQ(formatted("machine box {\n}\n{}\n"), "machine box {}\n{}\n");
}

TEST(Format, knows_a_negative_operand_from_a_subtraction) {
  EXPECT_EQ(formatted("foo a -1\nfoo a-1\nlet x = - 1\nlet y = 3 - -1\n"),
            "foo a -1\nfoo a - 1\nlet x = -1\nlet y = 3 - -1\n");
}

TEST(Format, knows_two_minus_signs_as_two) {
  EXPECT_EQ(formatted("log 1--b\nlog - -b\n"), "log 1 - -b\nlog --b\n");
}

TEST(Format, knows_an_operand_in_brackets_from_a_call) {
  EXPECT_EQ(formatted("foo (1)\nfoo bar [ 1 ]\nfoo(1)\nlet x = a [0]\n"),
            "foo (1)\nfoo bar [1]\nfoo(1)\nlet x = a [0]\n");
}

TEST(Format, writes_maps_and_ranges_tightly) {
  EXPECT_EQ(formatted("let m = { a : 1 , \"b\":[ 1 , 2 , ] }\nlet r = 1 .. 5\n"),
            "let m = {a: 1, \"b\": [1, 2]}\nlet r = 1..5\n");
}

TEST(Format, keeps_a_statement_that_begins_with_a_map_apart) {
  EXPECT_EQ(formatted("a()\n{}.b()\nif x {\n  a()\n {b:1}.c()\n}\n"),
            "a()\n{}.b()\nif x {\n  a()\n  {b: 1}.c()\n}\n");
}

TEST(Format, keeps_the_sign_without_which_a_map_would_be_a_block) {
  EXPECT_EQ(formatted("machine t;{}\nmachine u; # here\n{}\nif x { machine v; {} }\n"),
            "machine t;\n{}\nmachine u;  # here\n{}\nif x { machine v; {} }\n");
}

TEST(Format, gives_each_statement_a_line) {
  EXPECT_EQ(formatted("machine web; web.succeed \"a\";; \n"), "machine web\nweb.succeed \"a\"\n");
}

TEST(Format, indents_blocks) {
  EXPECT_EQ(formatted("setup {\nif true {\nlog \"a\" }\nelse {\n\n\tlog \"b\"\n\n}\n}"),
            "setup {\n  if true {\n    log \"a\"\n  } else {\n    log \"b\"\n  }\n}\n");
}

TEST(Format, leaves_a_block_on_one_line_that_was_written_on_one) {
  EXPECT_EQ(formatted("setup {log \"a\"; log \"b\"}\nmachine web { }\n"),
            "setup { log \"a\"; log \"b\" }\nmachine web {}\n");
}

TEST(Format, opens_up_a_block_whose_line_is_too_wide) {
  const std::string word(60, 'x');
  EXPECT_EQ(formatted("setup { log \"" + word + "\"; retry 3 times { log \"" + word + "\" } }\n"),
            "setup {\n  log \"" + word + "\"\n  retry 3 times { log \"" + word + "\" }\n}\n");
}

TEST(Format, keeps_line_ends_inside_brackets_and_behind_operators) {
  EXPECT_EQ(formatted("let x = [\n1,\n2 # two\n]\nlet y = 1 +\n2\nlet z = f(1,\n2)\n"),
            "let x = [\n  1,\n  2,  # two\n]\nlet y = 1 +\n    2\nlet z = f(1,\n  2)\n");
}

TEST(Format, keeps_groups_apart_with_one_blank_line) {
  EXPECT_EQ(formatted("\n\nlet a = 1\n\n\n\nlet b = 2\n\n"), "let a = 1\n\nlet b = 2\n");
}

TEST(Format, keeps_comments_where_they_are) {
  EXPECT_EQ(formatted("## what\nsetup {   # why\n# first\nlog \"a\"# said  \n  # last\n}\n# end"),
            "## what\nsetup {  # why\n  # first\n  log \"a\"  # said\n  # last\n}\n# end\n");
}

TEST(Format, moves_a_block_of_text_with_its_statement_and_keeps_its_value) {
  EXPECT_EQ(formatted("setup {\nweb.succeed \"\"\"\n      a\n\n        #{ 1+1 }\n    \"\"\" as \"ada\"\n}\n"),
            "setup {\n  web.succeed \"\"\"\n    a\n\n      #{ 1+1 }\n  \"\"\" as \"ada\"\n}\n");
}

TEST(Format, opens_up_an_else_with_its_if) {
  EXPECT_EQ(formatted("if true {\nlog 1 } else if false { log 2 } else { log 3 }\n"),
            "if true {\n  log 1\n} else if false {\n  log 2\n} else {\n  log 3\n}\n");
}

TEST(Format, leaves_the_characters_of_a_text_alone) {
  const std::string script = "log \"a  #{ f( \"}\" ) }\\n\\#{x}\"\n";
  EXPECT_EQ(formatted(script), script);
}

TEST(Format, writes_the_line_ends_of_unix_and_no_byte_order_mark) {
  EXPECT_EQ(formatted("\xef\xbb\xbflet a = 1\r\n# why \r\nlet b = \"\"\"\r\n  x\r\n  \"\"\"\r\n"),
            "let a = 1\n# why\nlet b = \"\"\"\n  x\n  \"\"\"\n");
}

TEST(Format, leaves_a_script_with_mistakes_alone) {
  EXPECT_EQ(formatted("let = 3\n"), "REFUSED: mistakes");
}

TEST(Format, leaves_an_empty_script_empty) {
  EXPECT_EQ(formatted(""), "");
  EXPECT_EQ(formatted("\n\n"), "");
  EXPECT_EQ(formatted("# only a comment"), "# only a comment\n");
}

}  // namespace
}  // namespace vmt
