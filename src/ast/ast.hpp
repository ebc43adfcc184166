// A .vmt file, exactly as written.
//
// Nothing here knows what a name refers to or whether a command exists; that is for the checker to
// say. Every node has its span; comments and blank lines stay beside the tree (see `Trivia`), so that
// only the formatter has to think about them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "source/source.hpp"

namespace vmt::ast {

struct Expression;
struct Statement;
using ExpressionPtr = std::unique_ptr<Expression>;

struct Name {
  Span span;
  std::string text;
};

struct Block {
  Span span;  // with its braces; of the whole file for a file's own statements
  std::vector<Statement> statements;
};

// ---- Commands ---------------------------------------------------------------------------------

// `wait port n on web`: words and operands in the order written. Which bare names are words of the
// phrase and which are variables, the checker decides with the catalogue.
struct Piece {
  Span span;
  std::variant<Name, ExpressionPtr> node;
};

// A command phrase (`receiver` is empty) or a method call without parentheses:
// `web.succeed "true" as "ada"` has the receiver `web`, the method `succeed` and three pieces.
struct Command {
  ExpressionPtr receiver;
  Name method;  // only with a receiver
  std::vector<Piece> pieces;
  std::unique_ptr<Block> block;  // `slow web by 100ms { ... }`
};

// ---- Expressions ------------------------------------------------------------------------------

enum class Operator : std::uint8_t {
  logical_or, logical_and, logical_not,
  equal, not_equal, less, less_equal, greater, greater_equal, contains, matches, in,
  add, subtract, multiply, divide, remainder, negate,
};

// "or", "==", "contains" ... as a script writes it.
std::string_view spelling(Operator op);

// One stretch of a text: literal characters with escapes already read, or an interpolated value.
struct TextPart {
  Span span;  // of `#{...}` with its braces, or of the literal characters
  std::string literal;
  ExpressionPtr value;  // null for literal characters
  // For literal parts: offset in the source of each byte of `literal`, so that a shell error inside
  // a text can be shown where it was written. Ascending; as long as `literal`.
  std::vector<std::uint32_t> offsets;
};

struct Text {
  bool is_block = false;  // """ ... """, already dedented
  std::vector<TextPart> parts;
};

// Numbers keep their spelling for the formatter through the span of their expression.
struct Integer    { std::int64_t value; };
struct Decimal    { double value; };
struct Truth      { bool value; };
struct Duration   { std::int64_t nanoseconds; };
struct Size       { std::int64_t bytes; };
struct Rate       { std::int64_t bits_per_second; };
struct Percentage { double value; };  // 5 for `5%`

struct List { std::vector<Expression> items; };

struct MapEntry {
  Name key;  // `key:` or `"key":`
  bool is_quoted = false;
  ExpressionPtr value;
};
struct Map { std::vector<MapEntry> entries; };

struct Range { ExpressionPtr first, last; };  // `1..5`, both ends belong to it

struct Variable { Name name; };
struct Member { ExpressionPtr object; Name name; };
struct Index { ExpressionPtr object, index; };

struct Argument {
  std::optional<Name> name;  // `count: 3`
  ExpressionPtr value;
};
struct Call { ExpressionPtr function; std::vector<Argument> arguments; };  // `f(1)`, `a.b(1)`

struct Unary { Operator op; Span op_span; ExpressionPtr operand; };
struct Binary { Operator op; Span op_span; ExpressionPtr left, right; };
struct Lambda { std::vector<Name> parameters; ExpressionPtr body; };  // `x => x + 1`, `(a, b) => a + b`
struct ExpectFailure { Block body; };  // `expect failure { ... }`: its value is the failure
struct Parenthesized { ExpressionPtr inside; };

// What recovery leaves where no expression could be read. Already reported; never reported again.
struct Broken {};

struct Expression {
  Span span;
  std::variant<Broken, Text, Integer, Decimal, Truth, Duration, Size, Rate, Percentage, List, Map, Range,
               Variable, Member, Index, Call, Unary, Binary, Lambda, Command, ExpectFailure, Parenthesized>
      node;
};

// ---- Statements -------------------------------------------------------------------------------

enum class Bind : std::uint8_t { let, var };
struct Binding { Bind kind; Name name; ExpressionPtr value; };
struct Assign { Name name; ExpressionPtr value; };

struct Branch { ExpressionPtr condition; Block body; };
struct If { std::vector<Branch> branches; std::optional<Block> otherwise; };
struct For { Name name; ExpressionPtr list; Block body; };
struct While { ExpressionPtr condition; Block body; };
struct Break {};
struct Continue {};
struct Return { ExpressionPtr value; };  // null: `return` alone

struct Expect { ExpressionPtr condition; };
struct Step { ExpressionPtr title; Block body; };
struct Within { ExpressionPtr limit; Block body; };
struct Eventually { Block body; ExpressionPtr limit; };  // `limit` may be null: the default deadline
struct Retry { ExpressionPtr times; ExpressionPtr every; Block body; };  // `every` may be null
struct Throughout { ExpressionPtr condition; ExpressionPtr every; Block body; };  // `every` may be null
struct Parallel { Block body; };
struct ParallelFor { Name name; ExpressionPtr list; Block body; };
struct Finally { Block body; };
struct Skip { ExpressionPtr why; };  // null: `skip` alone
struct Fail { ExpressionPtr why; };
struct Log { ExpressionPtr value; };
struct Pause {};
struct Sleep { ExpressionPtr time; };

// An expression for what it does: a command, a method call, a function call.
struct Evaluate { ExpressionPtr expression; };

// ---- Declarations: statements that may stand only at the top of a file -------------------------

// `image debian with ["git"]`, `memory 512MiB`: the same shape as a command.
struct Setting { Span span; Command command; };

struct MachineName { Name name; ExpressionPtr count; };  // `worker[3]`; `count` may be null
struct Machine {
  std::vector<MachineName> names;
  std::optional<Name> like;
  std::vector<Setting> settings;
};
struct Network { std::vector<Name> names; std::vector<Setting> settings; };
struct Setup { Block body; };

struct TestLoop { Name name; ExpressionPtr list; };
struct Test {
  ExpressionPtr title;
  std::vector<Name> tags;  // `test "x" tags slow, network { ... }`
  ExpressionPtr timeout;   // null: none
  std::optional<TestLoop> loop;
  ExpressionPtr after;     // null: starts from what `setup` left
  Block body;
};

// `list of text` -> {"list", "text"}; checked later, so an unknown word is kept.
struct TypeName { Span span; std::vector<Name> words; };
struct Parameter { Name name; TypeName type; ExpressionPtr default_value; };
struct Function {
  Name name;
  std::vector<Parameter> parameters;
  std::optional<TypeName> result;
  Block body;
};

// `phrase wait mail [for {user: text = "root"}] on {m: machine} { ... }`
struct PhrasePiece {
  Span span;
  std::variant<Name, Parameter> node;
  std::uint8_t group = 0;  // 0: always there; otherwise the number of the `[...]` that it stands in
};
struct Phrase { std::vector<PhrasePiece> pieces; std::optional<TypeName> result; Block body; };

struct Param { Name name; ExpressionPtr default_value; };  // null: must be set on the command line
struct Secret { Name name; };
struct Use { std::string path; Span path_span; bool is_module = false; };  // `use "a.vmt"`, `use std.http`

struct Statement {
  Span span;
  ExpressionPtr within;  // `STATEMENT within 30s`; null: no limit of its own
  std::variant<Binding, Assign, If, For, While, Break, Continue, Return, Expect, Step, Within, Eventually,
               Retry, Throughout, Parallel, ParallelFor, Finally, Skip, Fail, Log, Pause, Sleep, Evaluate,
               Machine, Network, Setup, Test, Function, Phrase, Param, Secret, Use>
      node;
};

// ---- Files ------------------------------------------------------------------------------------

enum class TriviaKind : std::uint8_t { comment, doc_comment, blank_line };

// What stands between the tokens, in the order of the source. A span of a comment has no line end;
// of a run of blank lines only the first is kept.
struct Trivia {
  TriviaKind kind;
  Span span;
};

struct File {
  const Source* source = nullptr;
  Block body;
  std::vector<Trivia> trivia;
};

}  // namespace vmt::ast
