// What may stand at the top of a file only (the checker says so): machines, networks, tests,
// functions and the like.
#pragma once

#include "grammar/statements.hpp"

namespace vmt::grammar {

// ---- Machines and networks ----------------------------------------------------------------------

// The shape of a command, whose first word may be a reserved one: `network lan`.
struct setting_word : word {};
struct foreign_setting_sign : sor<assign_sign, one<':'>> {};  // `memory = 1GiB`: reported
struct setting : seq<setting_word, opt<gap, foreign_setting_sign>, more_pieces<on_line>> {};
struct one_setting : sor<recover<must<setting>, must<statement_end>>, skipped> {};

struct settings_declaration_word
    : sor<keyword<"machine">, keyword<"setup">, keyword<"test">, keyword<"function">,
          keyword<"phrase">, keyword<"param">, keyword<"secret">, keyword<"use">> {};
struct unclosed_settings : at<sor<eof, seq<at_line_start, settings_declaration_word>>> {};
struct settings_end : sor<one<'}'>, unclosed_settings> {};
struct settings : seq<one<'{'>, star<separators, not_at<settings_end>, one_setting>, separators,
                      settings_end> {};
struct settings_part
    : seq<gap, opt<foreign_block_sign, gap>, opt<brace_on_next_line>, at<one<'{'>>, settings> {};

struct machine_count : bracketed<'[', must<expression<in_brackets>>, square_close> {};
struct machine_name : seq<name, opt<machine_count>> {};
struct base_machine : name {};
struct like_part : seq<gap, keyword<"like">, gap, must<base_machine>> {};
struct machine_declaration
    : seq<keyword<"machine">, gap, must<machine_name>,
          rest_of_head<star<gap, one<','>, lines, must<machine_name>>, opt<like_part>,
                       opt<settings_part>>> {};
struct network_declaration
    : seq<keyword<"network">, gap, must<name>,
          rest_of_head<star<gap, one<','>, lines, must<name>>, opt<settings_part>>> {};

// ---- Tests --------------------------------------------------------------------------------------

struct setup_declaration : seq<keyword<"setup">, body> {};

struct test_title : text {};
struct other_test : expression<on_line> {};
struct tag : word {};
struct test_tags
    : seq<exactly<"tags">, gap, must<tag>, star<gap, one<','>, lines, must<tag>>> {};
struct test_timeout : seq<exactly<"timeout">, gap, must<duration>> {};
struct test_loop : for_rest {};
struct test_after : seq<exactly<"after">, gap, must<other_test>> {};
struct test_part : seq<gap, sor<test_tags, test_timeout, test_loop, test_after>> {};
struct test_declaration
    : seq<keyword<"test">, gap, must<test_title>, star<test_part>, body> {};

// ---- Functions and phrases ----------------------------------------------------------------------

struct parameter_colon : one<':'> {};
struct parameter
    : seq<name, lines, must<parameter_colon>, lines, must<type>,
          opt<lines, assign_sign, lines, must<expression<in_brackets>>>> {};
struct parameters : bracketed<'(', items<parameter>, round_close> {};
struct result_part : seq<gap, string<'-', '>'>, gap, must<type>> {};
// `def f() { }`: understood, and reported.
struct foreign_function_word
    : sor<exactly<"def">, exactly<"fn">, exactly<"func">, exactly<"fun">, exactly<"proc">,
          exactly<"sub">> {};
struct function_word
    : sor<keyword<"function">, seq<at<foreign_function_word, plus<blank>, name, one<'('>>, foreign_function_word>> {};
struct function_declaration
    : seq<function_word, gap, must<name>, must<parameters>, opt<result_part>, body> {};

struct hole : seq<at<one<'{'>, gap, name, gap, one<':'>>, bracketed<'{', parameter, curly_bracket_close>> {};
struct phrase_word : seq<not_at<within_sign>, word> {};
// `[for {user: text = "root"}]`: words and a hole that may be left out, all of them at once.
struct option_word : phrase_word {};
struct phrase_option
    : bracketed<'[', seq<must<option_word>, star<gap, phrase_word>, gap, must<hole>>, square_close> {};
struct phrase_piece : sor<hole, phrase_option, phrase_word> {};
struct phrase_declaration
    : seq<keyword<"phrase">, gap, must<phrase_word>, star<gap, phrase_piece>, opt<result_part>, body> {};

// ---- Values from outside, other files -----------------------------------------------------------

struct param_declaration
    : seq<keyword<"param">, gap, must<name>, opt<gap, assign_sign, lines, new_value>> {};
struct secret_declaration : seq<keyword<"secret">, gap, must<name>> {};
struct module_path : seq<word, star<one<'.'>, word>> {};
struct used_file : sor<plain_text, module_path> {};
struct use_declaration : seq<keyword<"use">, gap, must<used_file>> {};

struct declaration
    : sor<machine_declaration, network_declaration, setup_declaration, test_declaration,
          function_declaration, phrase_declaration, param_declaration, secret_declaration,
          use_declaration> {};

}  // namespace vmt::grammar
