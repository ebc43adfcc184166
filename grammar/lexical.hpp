// What is between the words, and the words themselves: blanks, comments, names, numbers, texts.
//
// No rule skips blanks at its own edges; whoever puts two rules next to each other says what may be
// between them: a `gap` (blanks of one line) or `lines` (line ends and comments, too).
#pragma once

#include <utility>

#include "grammar/pegtl.hpp"
#include "grammar/words.hpp"

namespace vmt::grammar {

// ---- Between the words --------------------------------------------------------------------------

struct blank : one<' ', '\t'> {};

// Blanks that look like one but are not: no-break and ideographic spaces, zero-width characters, and a
// byte order mark in the middle of a file. Accepted, and reported.
struct odd_blank
    : seq<at<one<'\xc2', '\xe2', '\xe3', '\xef'>>,
          sor<string<'\xc2', '\xa0'>, string<'\xe3', '\x80', '\x80'>, string<'\xe2', '\x80', '\x8b'>,
              string<'\xe2', '\x80', '\xaf'>, string<'\xef', '\xbb', '\xbf'>>> {};

struct rest_of_line : star<not_one<'\n'>> {};
struct comment : seq<one<'#'>, rest_of_line> {};
struct slash_comment : seq<string<'/', '/'>, rest_of_line> {};  // accepted, and reported
struct any_comment : sor<comment, slash_comment> {};

struct gap : star<sor<plus<blank>, odd_blank>> {};

struct blank_lines : plus<star<blank>, eol> {};
struct line_end : seq<eol, opt<blank_lines>> {};
struct lines : star<sor<plus<blank>, line_end, any_comment, odd_blank>> {};

// ---- Names --------------------------------------------------------------------------------------

// Any word, reserved or not: what may stand in a command, behind a dot, or as a key.
struct word : seq<identifier_first, star<identifier_other>> {};

// A reserved word. Written by hand because trying each in turn is slow.
struct reserved {
  using rule_t = reserved;
  using subs_t = type_list<>;

  template <typename ParseInput>
  static bool match(ParseInput& in) {
    std::size_t size = 0;
    const std::size_t available = in.size(longest + 1);
    while (size < available && size <= longest && is_word_byte(in.peek_char(size))) ++size;
    if (size > longest || !is_reserved({in.current(), size})) return false;
    in.bump_in_this_line(size);
    return true;
  }

private:
  static constexpr std::size_t longest =
      std::ranges::max(reserved_words, {}, [](const ReservedWord& each) { return each.word.size(); })
          .word.size();

  static constexpr bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
};

struct name : seq<not_at<reserved>, word> {};

template <Word text, typename Indices>
struct exactly_of;
template <Word text, std::size_t... indices>
struct exactly_of<text, std::index_sequence<indices...>> {
  using type = seq<string<text.letters[indices]...>, not_at<identifier_other>>;
};

// A word that is only special where the grammar asks for it: `times`, `tags`, `of`.
template <Word text>
struct exactly : exactly_of<text, std::make_index_sequence<text.view().size()>>::type {};

template <Word text>
struct keyword : exactly<text> {
  static_assert(is_reserved(text.view()), "a word with its own syntax belongs into reserved_words");
};

// ---- Numbers ------------------------------------------------------------------------------------

// `64`, `1_000`, `0.5`, `30s`, `512MiB`, `10mbit`, `5%`. Which units there are is not decided here, so
// that an unknown one can be called by its name.
struct digits : seq<digit, star<sor<digit, seq<one<'_'>, at<digit>>>>> {};
struct fraction : seq<one<'.'>, digits> {};
struct percent_sign : seq<one<'%'>, not_at<sor<identifier_other, one<'('>>>> {};
struct number : seq<digits, opt<fraction>, opt<sor<word, percent_sign>>> {};

// ---- Texts --------------------------------------------------------------------------------------

struct interpolation;  // `#{expression}`, see expressions.hpp

struct escape : seq<one<'\\'>, not_at<eol>, any> {};
struct line_chunk
    : plus<sor<plus<not_one<'"', '\\', '#', '\r', '\n'>>, escape,
               seq<not_at<sor<string<'#', '{'>, eol>>, one<'#', '\r'>>>> {};
struct line_text_end : one<'"'> {};
struct line_text
    : seq<one<'"'>, star<sor<line_chunk, interpolation>>, must<line_text_end>> {};

// A block is raw: only `\#{` and `\"""` are read, so that shell text can be pasted as it is. That its
// text begins and ends on lines of their own is seen to later.
struct three_quotes : string<'"', '"', '"'> {};
struct block_escape : seq<one<'\\'>, sor<string<'#', '{'>, three_quotes>> {};
struct block_chunk
    : plus<sor<plus<not_one<'"', '\\', '#'>>, block_escape,
               seq<not_at<sor<string<'#', '{'>, three_quotes>>, any>>> {};
struct block_text_end : three_quotes {};
struct block_text
    : seq<three_quotes, star<sor<block_chunk, interpolation>>, must<block_text_end>> {};

// 'like this' and “like this”: accepted, and reported.
struct apostrophe_chunk : star<not_one<'\'', '\r', '\n'>> {};
struct apostrophe_text : seq<one<'\''>, apostrophe_chunk, one<'\''>> {};
struct curly_open : sor<string<'\xe2', '\x80', '\x9c'>, string<'\xe2', '\x80', '\x9e'>> {};   // “ „
struct curly_close : sor<string<'\xe2', '\x80', '\x9d'>, string<'\xe2', '\x80', '\x9c'>> {};  // ” “
struct curly_chunk : star<not_at<curly_close>, not_one<'\r', '\n'>> {};
struct curly_text : seq<curly_open, curly_chunk, curly_close> {};

struct text : sor<block_text, line_text, apostrophe_text, curly_text> {};

// A text without a value in it, on one line: the key of a map, the path of `use`.
struct plain_text : seq<one<'"'>, opt<line_chunk>, one<'"'>> {};

}  // namespace vmt::grammar

// What analyze() has to know of the rule that is written by hand: it consumes when it succeeds.
template <typename Name>
struct tao::pegtl::analyze_traits<Name, vmt::grammar::reserved> : tao::pegtl::analyze_any_traits<> {};
