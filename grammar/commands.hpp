// Commands: words and operands next to each other. Which words there are, the catalogue knows.
//
//     wait port base + 1 on web            a phrase
//     web.succeed "ls" in "/tmp"           a method with its first operand behind a blank
//     slow lan by 100ms { ... }            a block at the end
#pragma once

#include "grammar/expressions.hpp"

namespace vmt::grammar {

struct within_sign : keyword<"within"> {};

// ---- Words and operands -------------------------------------------------------------------------

// Behind `{`: the first key of a map. (`{}` is an empty block here.)
struct map_ahead : at<one<'{'>, lines, map_key, lines, one<':'>> {};

// A word of the phrase, or the name of a variable: it has blanks around it and no operator behind.
struct bare_word : seq<not_at<sor<literal_word, not_sign>>, word, not_at<one<'.', '(', '['>>,
                       not_at<operator_in_command>> {};

template <typename P>
struct operand : expression<in_command_of<P>> {};

// What can begin an operand. Anything else ends the command.
struct operand_ahead : at<sor<identifier_first, digit, one<'"', '\'', '[', '(', '-', '!'>,
                              curly_open, map_ahead>> {};

template <typename P>
struct piece : seq<operand_ahead, not_at<within_sign>, sor<bare_word, operand<P>>> {};

// Between two pieces there is a blank.
template <typename P>
struct piece_gap : seq<at<sor<blank, odd_blank, eol, one<'#'>>>, inner_gap<P>> {};
template <typename P>
struct more_pieces : star<piece_gap<P>, piece<P>> {};
template <typename P>
struct trailing_block : opt<inner_gap<P>, at<one<'{'>>, block> {};

// ---- Phrases ------------------------------------------------------------------------------------

struct first_word : name {};

// `wait until` takes one whole expression, `in` included. When that was but a name and more pieces
// follow, it was a word after all: `wait until client succeeds "..."`.
struct until_word : exactly<"until"> {};
template <typename P>
struct until_condition : expression<P> {};
template <typename P>
struct until_clause : seq<plus<blank>, until_word, plus<blank>, operand_ahead,
                          sor<not_at<reserved>, at<not_sign>, at<literal_word>>,
                          until_condition<P>> {};

template <typename P>
struct phrase_command
    : seq<sor<seq<at<exactly<"wait">>, first_word, opt<until_clause<P>>>, first_word>,
          more_pieces<P>, trailing_block<P>> {};

// Behind a name: another word or operand, so that the two are no expression.
struct foreign_not_in
    : seq<not_sign, plus<blank>, sor<in_sign, keyword<"contains">, keyword<"matches">>> {};
struct no_second_word : sor<or_sign, and_sign, in_sign, keyword<"contains">, keyword<"matches">,
                            within_sign, foreign_not_in> {};
struct second_piece_ahead
    : at<plus<blank>,
         sor<seq<not_at<no_second_word>, word, not_at<gap, arrow>>, digit,
             one<'"', '\'', '[', '('>, curly_open, map_ahead>> {};

// ---- Methods ------------------------------------------------------------------------------------

struct method_ahead : at<one<'.'>, word, second_piece_ahead> {};
// The receiver is what was read just before.
template <typename P>
struct method_command : seq<one<'.'>, member_name, more_pieces<P>, trailing_block<P>> {};

// Calls and members, which may end as a command: `a.b(1).succeed "true"`.
template <typename P>
struct chain : seq<primary, star<not_at<method_ahead>, suffix>,
                   sor<seq<method_ahead, method_command<P>>, rest_of_expression<P>>> {};

// ---- Values -------------------------------------------------------------------------------------

// What may stand as the whole right side of `let` and its like: an expression or a command.
template <typename P>
struct value : sor<lambda<P>, seq<at<name, second_piece_ahead>, phrase_command<P>>, chain<P>,
                   expression<P>> {};

}  // namespace vmt::grammar
