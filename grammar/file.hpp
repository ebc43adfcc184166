// A whole file.
#pragma once

#include "grammar/declarations.hpp"

namespace vmt::grammar {

// `then`, `fi`, `end` and their like, dropped without a word when a missing brace was reported before.
struct brace_was_missing : success {};  // the parser knows
struct foreign_block_rest
    : seq<brace_was_missing,
          sor<exactly<"then">, exactly<"do">, exactly<"fi">, exactly<"done">, exactly<"end">,
              exactly<"endif">, exactly<"esac">, keyword<"else">, foreign_else_if>,
          rest_of_line> {};

// `<<<<<<< HEAD` and the rest of an unfinished merge: reported once, the lines between are read.
struct merge_begin : string<'<', '<', '<', '<', '<', '<', '<'> {};
struct merge_rest : sor<string<'=', '=', '=', '=', '=', '=', '='>, string<'>', '>', '>', '>', '>', '>', '>'>,
                        string<'|', '|', '|', '|', '|', '|', '|'>> {};
struct merge_marker : seq<at_line_start, sor<merge_begin, merge_rest>, rest_of_line> {};

struct statement : sor<merge_marker, foreign_block_rest, declaration, limited_statement> {};

struct stray_close : one<'}'> {};  // reported
struct top_statement : sor<stray_close, one_statement> {};
struct byte_order_mark : string<'\xef', '\xbb', '\xbf'> {};
struct file : seq<opt<byte_order_mark>, opt<blank_lines>, star<separators, not_at<eof>, top_statement>,
                  separators, eof> {};

}  // namespace vmt::grammar
