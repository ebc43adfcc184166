// Statements, blocks, and how a mistake in one leaves the others alone.
#pragma once

#include "grammar/commands.hpp"

namespace vmt::grammar {

struct statement;

// ---- Where statements end -----------------------------------------------------------------------

struct separators : star<sor<plus<blank>, line_end, any_comment, odd_blank, one<';'>>> {};
struct statement_stop : sor<eol, one<';', '}', '#'>, string<'/', '/'>, eof> {};
struct statement_end : at<gap, statement_stop> {};
struct value_end : at<gap, sor<statement_stop, within_sign>> {};

// ---- Recovery -----------------------------------------------------------------------------------

// Goes behind the mistake to the end of the statement, but not over a block: the blocks of a broken
// statement are read like any other, so that a mistake in a head hides no mistake in the body. The
// parser knows how to skip; it always moves on, or stands before a block.
struct skip_ahead : any {};
struct skip_on : success {};
struct skipped : seq<skip_ahead, star<block, skip_on>> {};

// A value in whose place a mistake was made: the name that it was meant for is declared all the same.
struct broken_value : skipped {};
struct new_value : sor<recover<must<value<on_line>>, must<value_end>>, broken_value> {};

// The rest of a head behind its name.
template <typename... Rules>
struct rest_of_head : sor<recover<Rules..., must<statement_end>>, skipped> {};

// ---- Blocks -------------------------------------------------------------------------------------

struct at_line_start : success {};  // the parser knows whether it is
struct declaration_word
    : sor<keyword<"machine">, keyword<"network">, keyword<"setup">, keyword<"test">,
          keyword<"function">, keyword<"phrase">, keyword<"param">, keyword<"secret">,
          keyword<"use">> {};

// The brace was forgotten when the file ends, or when a declaration begins at the start of a line.
// Reported; the block ends there.
struct unclosed_block : at<sor<eof, seq<at_line_start, declaration_word>>> {};
struct block_end : sor<one<'}'>, unclosed_block> {};
struct one_statement : sor<recover<must<statement>, must<statement_end>>, skipped> {};
struct block : seq<one<'{'>, star<separators, not_at<block_end>, one_statement>, separators,
                   block_end> {};

// The block that a head must have. `if x:`, `if x then` and a brace on a line of its own are
// understood, and reported.
struct foreign_block_sign : sor<one<':'>, exactly<"then">, exactly<"do">> {};
struct brace_on_next_line : seq<gap, opt<any_comment>, line_end, lines, at<one<'{'>>> {};
struct body : seq<gap, opt<foreign_block_sign, gap>, opt<brace_on_next_line>, must<block>> {};

// ---- Binding ------------------------------------------------------------------------------------

struct assign_sign : seq<one<'='>, not_at<one<'=', '>'>>> {};
struct type_word : word {};
struct type_words
    : seq<type_word, opt<plus<blank>, exactly<"of">, plus<blank>, must<type_words>>> {};
struct type : type_words {};
struct foreign_type : seq<gap, one<':'>, gap, type> {};  // `let x: int = 1`: reported

struct binding_rest : seq<gap, must<name>, opt<foreign_type>, gap, must<assign_sign>, lines, new_value> {};
struct let_statement : seq<keyword<"let">, binding_rest> {};
struct var_statement : seq<keyword<"var">, binding_rest> {};
struct assignment : seq<name, gap, assign_sign, lines, new_value> {};

// `const x = 1`, `x := 1`, `x += 1`, `x++`: understood, and reported.
struct foreign_let_word
    : sor<exactly<"const">, exactly<"val">, exactly<"local">, exactly<"my">, exactly<"final">,
          exactly<"auto">, exactly<"set">> {};
struct foreign_let
    : seq<at<foreign_let_word, plus<blank>, name, gap, assign_sign>, foreign_let_word, binding_rest> {};
struct foreign_define : seq<name, gap, string<':', '='>, lines, new_value> {};
struct update_sign : seq<one<'+', '-', '*', '/', '%'>, one<'='>> {};
struct foreign_update : seq<name, gap, update_sign, lines, new_value> {};
struct step_sign : sor<string<'+', '+'>, string<'-', '-'>> {};
struct foreign_step : seq<name, step_sign, statement_end> {};

// ---- Control ------------------------------------------------------------------------------------

struct condition : expression<on_line> {};
struct duration : expression<on_line> {};
struct count : expression<on_line> {};
struct list_value : expression<on_line> {};
struct title : expression<on_line> {};
struct reason : expression<on_line> {};

struct foreign_else_if : sor<exactly<"elif">, exactly<"elsif">, exactly<"elseif">> {};
struct else_if : seq<lines, sor<seq<keyword<"else">, plus<blank>, keyword<"if">>, foreign_else_if>, gap,
                     must<condition>, body> {};
struct else_part : seq<lines, keyword<"else">, body> {};
struct if_statement : seq<keyword<"if">, gap, must<condition>, body, star<else_if>, opt<else_part>> {};

struct in_word : keyword<"in"> {};
struct for_rest
    : seq<keyword<"for">, gap, must<name>, gap, must<in_word>, gap, must<list_value>> {};
struct for_statement : seq<for_rest, body> {};
struct while_statement : seq<keyword<"while">, gap, must<condition>, body> {};
struct break_statement : keyword<"break"> {};
struct continue_statement : keyword<"continue"> {};
struct return_statement : seq<keyword<"return">, opt<gap, not_at<within_sign>, value<on_line>>> {};

// ---- Tests --------------------------------------------------------------------------------------

struct expect_statement : seq<keyword<"expect">, gap, must<value<on_line>>> {};
struct expect_failure_statement : seq<at<expect_failure_head, one<'{'>>, value<on_line>> {};
struct step_statement : seq<keyword<"step">, gap, must<title>, body> {};
struct within_statement : seq<within_sign, gap, must<duration>, body> {};
struct eventually_statement : seq<keyword<"eventually">, body> {};
struct times_word : exactly<"times"> {};
struct every_part : seq<gap, keyword<"every">, gap, must<duration>> {};
struct retry_statement
    : seq<keyword<"retry">, gap, must<count>, gap, must<times_word>, opt<every_part>, body> {};
struct throughout_statement : seq<keyword<"throughout">, gap, must<condition>, opt<every_part>, body> {};
struct parallel_for : seq<keyword<"parallel">, plus<blank>, for_rest, body> {};
struct parallel_statement : seq<keyword<"parallel">, body> {};
struct finally_statement : seq<keyword<"finally">, body> {};
struct skip_statement : seq<keyword<"skip">, opt<gap, not_at<within_sign>, reason>> {};
struct fail_statement : seq<keyword<"fail">, gap, must<reason>> {};
struct log_statement : seq<keyword<"log">, gap, must<value<on_line>>> {};
struct pause_statement : keyword<"pause"> {};
struct sleep_statement : seq<keyword<"sleep">, gap, must<duration>> {};

struct word_statement
    : sor<let_statement, var_statement, expect_failure_statement, expect_statement, if_statement,
          for_statement, while_statement, step_statement, within_statement, eventually_statement,
          retry_statement, throughout_statement, parallel_for, parallel_statement, finally_statement,
          break_statement, continue_statement, return_statement, skip_statement, fail_statement,
          log_statement, pause_statement, sleep_statement> {};

// ---- Commands and calls -------------------------------------------------------------------------

// A name alone is a command, too: `heal`.
struct phrase_ahead
    : at<name, sor<second_piece_ahead, seq<plus<blank>, one<'-'>, not_at<sor<blank, eol>>>,
                   seq<gap, sor<statement_stop, one<'{'>, within_sign>>>> {};
struct phrase_statement : seq<phrase_ahead, phrase_command<on_line>> {};
struct value_statement : value<on_line> {};

struct simple_statement
    : sor<assignment, foreign_let, foreign_define, foreign_update, foreign_step, phrase_statement,
          value_statement> {};

struct within_part : seq<gap, within_sign, gap, must<duration>> {};
struct limited_statement
    : seq<sor<seq<at<reserved>, word_statement>, simple_statement>, opt<within_part>> {};

}  // namespace vmt::grammar
