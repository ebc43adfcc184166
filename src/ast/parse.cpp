#include "ast/parse.hpp"

#include <algorithm>

#include "ast/build.hpp"
#include "ast/mistakes.hpp"
#include "ast/resume.hpp"
#include "ast/shapes.hpp"
#include "grammar/messages.hpp"

namespace vmt {
namespace {

// Deeper than people nest, and low enough for a thread's stack in an unoptimised build.
constexpr int deepest_nesting = 100;

// Thrown when nothing behind this place can be read.
struct EndOfReading {};

struct State {
  using Offset = Mistakes::Offset;

  State(const Source& source, Diagnostics& diagnostics)
      : text(source.text()), mistakes(source, trivia, diagnostics) {}

  Offset offset(const char* at) const { return static_cast<Offset>(at - text.data()); }

  void add_comment(Offset begin, Offset end) {
    if (end > begin && text[end - 1] == '\r') --end;
    const bool is_doc = text.substr(begin, 2) == "##";
    add_trivia(is_doc ? ast::TriviaKind::doc_comment : ast::TriviaKind::comment, begin, end);
  }

  // The grammar may walk over blanks more than once, when it looks for what follows.
  void add_trivia(ast::TriviaKind kind, Offset begin, Offset end) {
    if (!trivia.empty() && trivia.back().span.begin >= begin) return;
    trivia.push_back({kind, mistakes.span(begin, end)});
  }

  // A `}` that is indented otherwise than the line of its `{` may be meant for another one.
  void note_indentation(Offset begin, Offset close) {
    if (!begins_line(text, close)) return;
    const auto line = text.rfind('\n', begin);
    const auto start = line == text.npos ? 0 : line + 1;
    const auto indent = text.find_first_not_of(" \t", start) - start;
    const auto close_line = text.rfind('\n', close);
    if (close_line == text.npos || line == close_line) return;
    if (close - close_line - 1 != indent) odd_block = begin;
  }

  std::string_view text;
  Tree tree;
  std::vector<ast::Trivia> trivia;
  Mistakes mistakes;
  std::vector<Offset> open;   // where the rules that nest began, the innermost last
  Offset statement = 0;       // where the statement began that is being read
  Offset mistake = 0;         // the place of the last mistake
  bool gave_up = false;       // the statement cannot be saved: it has a text that is not closed
  Offset odd_block = std::string_view::npos;
  std::size_t finished = 0;   // the size of the tree behind the last whole statement of the file
};

// ---- Control: nodes, nesting, mistakes ----------------------------------------------------------

// Remembers where a rule that nests began, for as long as it is being matched.
class Nesting {
public:
  Nesting(State& state, State::Offset at) : state_(state) {
    if (state.open.size() == deepest_nesting) {
      state.mistakes.too_deep(at, deepest_nesting);
      throw EndOfReading();
    }
    state.open.push_back(at);
  }
  ~Nesting() { state_.open.pop_back(); }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

private:
  State& state_;
};

struct NoNesting {
  NoNesting(State&, State::Offset) {}
};

template <typename Rule>
struct Control : g::pegtl::normal<Rule> {
  template <typename ParseInput>
  [[noreturn]] static void raise(const ParseInput& in, State& state) {
    static_assert(!g::expected<Rule>.empty(), "a point of commitment needs a message");
    constexpr bool is_text =
        std::is_same_v<Rule, g::line_text_end> || std::is_same_v<Rule, g::block_text_end>;
    auto at = state.offset(in.current());
    while (!is_text && at < state.text.size() && (state.text[at] == ' ' || state.text[at] == '\t')) ++at;
    if constexpr (is_text)
      state.mistakes.unclosed_text(at, state.open.back());
    else if constexpr (g::closes<Rule>)
      state.mistakes.expected_close(at, g::expected<Rule>, state.open.back(), state.statement);
    else
      state.mistakes.expected(at, g::expected<Rule>, state.statement);
    state.mistake = at;
    state.gave_up = is_text;
    throw g::Abandoned();
  }

  // Always rewinds: with the other modes each rule would be compiled up to three times.
  template <g::apply_mode A, g::rewind_mode, template <typename...> class Action,
            template <typename...> class Other, typename ParseInput>
  [[nodiscard]] static bool match(ParseInput& in, State& state) {
    constexpr bool leaves_node = A == g::apply_mode::action && shape_of<Rule> != Shape::none;
    const auto size = state.tree.size();
    const auto at = state.offset(in.current());
    const std::conditional_t<nests<Rule>, Nesting, NoNesting> nesting(state, at);
    std::size_t first = size;
    if constexpr (leaves_node && adopts<Rule>) first = state.tree.start_of_last();
    if (!g::pegtl::normal<Rule>::template match<A, g::rewind_mode::required, Action, Other>(in, state)) {
      state.tree.cut(size);
      return false;
    }
    if constexpr (leaves_node) {
      const auto begin = first == size ? at : state.tree[static_cast<Tree::Index>(size - 1)].begin;
      append(state, begin, state.offset(in.current()), first);
    }
    return true;
  }

private:
  static void append(State& state, State::Offset begin, State::Offset end, std::size_t first) {
    if (state.tree.append(shape_of<Rule>, static_cast<std::uint32_t>(begin),
                          static_cast<std::uint32_t>(end), first))
      return;
    state.mistakes.too_long(begin, end, tallest_tree);
    throw EndOfReading();
  }
};

// ---- Actions: comments, habits of other languages ------------------------------------------------

template <typename Rule>
struct Action : g::pegtl::nothing<Rule> {};

template <void (Mistakes::*report)(Mistakes::Offset, Mistakes::Offset)>
struct Reports {
  template <typename ActionInput>
  static void apply(const ActionInput& in, State& state) {
    (state.mistakes.*report)(state.offset(in.begin()), state.offset(in.end()));
  }
};

template <> struct Action<g::missing_comma> : Reports<&Mistakes::missing_comma> {};
template <> struct Action<g::bare_command> : Reports<&Mistakes::bare_command> {};
template <> struct Action<g::stray_close> : Reports<&Mistakes::stray_close> {};
template <> struct Action<g::odd_blank> : Reports<&Mistakes::odd_blank> {};
template <> struct Action<g::apostrophe_text> : Reports<&Mistakes::foreign_quotes> {};
template <> struct Action<g::curly_text> : Reports<&Mistakes::foreign_quotes> {};
template <> struct Action<g::foreign_or> : Reports<&Mistakes::foreign_operator> {};
template <> struct Action<g::foreign_and> : Reports<&Mistakes::foreign_operator> {};
template <> struct Action<g::foreign_not> : Reports<&Mistakes::foreign_operator> {};
template <> struct Action<g::foreign_comparison> : Reports<&Mistakes::foreign_operator> {};
template <> struct Action<g::equals_for_colon> : Reports<&Mistakes::foreign_argument_sign> {};
template <> struct Action<g::foreign_block_sign> : Reports<&Mistakes::foreign_block_sign> {};
template <> struct Action<g::brace_on_next_line> : Reports<&Mistakes::brace_on_next_line> {};
template <> struct Action<g::foreign_type> : Reports<&Mistakes::foreign_type> {};
template <> struct Action<g::foreign_let_word> : Reports<&Mistakes::foreign_let> {};
template <> struct Action<g::foreign_define> : Reports<&Mistakes::foreign_define> {};
template <> struct Action<g::foreign_update> : Reports<&Mistakes::foreign_update> {};
template <> struct Action<g::foreign_step> : Reports<&Mistakes::foreign_update> {};
template <> struct Action<g::foreign_else_if> : Reports<&Mistakes::foreign_else_if> {};
template <> struct Action<g::foreign_function_word> : Reports<&Mistakes::foreign_function> {};
template <> struct Action<g::foreign_setting_sign> : Reports<&Mistakes::foreign_setting_sign> {};
template <> struct Action<g::merge_begin> : Reports<&Mistakes::merge_begin> {};
template <> struct Action<g::merge_rest> : Reports<&Mistakes::merge_rest> {};

template <>
struct Action<g::foreign_equal> {
  template <typename ActionInput>
  static void apply(const ActionInput& in, State& state) {
    state.mistakes.foreign_equal(state.offset(in.begin()), state.offset(in.end()), state.statement);
  }
};

template <>
struct Action<g::comment> {
  template <typename ActionInput>
  static void apply(const ActionInput& in, State& state) {
    state.add_comment(state.offset(in.begin()), state.offset(in.end()));
  }
};

template <>
struct Action<g::slash_comment> {
  template <typename ActionInput>
  static void apply(const ActionInput& in, State& state) {
    const auto begin = state.offset(in.begin());
    if (!state.trivia.empty() && state.trivia.back().span.begin >= begin) return;
    state.add_comment(begin, state.offset(in.end()));
    state.mistakes.slash_comment(begin, begin);
  }
};

template <>
struct Action<g::blank_lines> {
  template <typename ActionInput>
  static void apply(const ActionInput& in, State& state) {
    const auto begin = state.offset(in.begin());
    state.add_trivia(ast::TriviaKind::blank_line, begin, begin);
  }
};

template <>
struct Action<g::unclosed_block> {
  template <typename ActionInput>
  static void apply(const ActionInput& in, State& state) {
    const auto open = state.open.back();
    const bool is_inside = state.odd_block != std::string_view::npos && state.odd_block > open;
    state.mistakes.unclosed_block(state.offset(in.begin()), open,
                                  is_inside ? state.odd_block : std::string_view::npos);
    state.odd_block = std::string_view::npos;
  }
};
template <> struct Action<g::unclosed_settings> : Action<g::unclosed_block> {};

template <>
struct Action<g::block> {
  template <typename ActionInput>
  static void apply(const ActionInput& in, State& state) {
    state.note_indentation(state.offset(in.begin()), state.offset(in.end()) - 1);
  }
};

template <>
struct Action<g::top_statement> {
  static void apply0(State& state) { state.finished = state.tree.size(); }
};

// ---- Rules whose answer the text alone does not give --------------------------------------------

template <typename Answer>
struct Asks {
  template <typename Rule, g::apply_mode A, g::rewind_mode M, template <typename...> class OtherAction,
            template <typename...> class OtherControl, typename ParseInput>
  [[nodiscard]] static bool match(ParseInput& in, State& state) {
    return Answer::ask(in, state);
  }
};

template <>
struct Action<g::at_line_start> : Asks<Action<g::at_line_start>> {
  static bool ask(const g::Input& in, const State& state) {
    const auto at = state.offset(in.current());
    return at == 0 || state.text[at - 1] == '\n';
  }
};

template <>
struct Action<g::opened_on_this_line> : Asks<Action<g::opened_on_this_line>> {
  static bool ask(const g::Input& in, const State& state) {
    const auto open = state.open.back();
    const auto between = state.text.substr(open, state.offset(in.current()) - open);
    return between.find('\n') == between.npos;
  }
};

template <>
struct Action<g::brace_was_missing> : Asks<Action<g::brace_was_missing>> {
  static bool ask(const g::Input&, const State& state) { return state.mistakes.has_missing_brace(); }
};

template <>
struct Action<g::skip_to_close> : Asks<Action<g::skip_to_close>> {
  static bool ask(g::Input& in, State& state) {
    if (state.gave_up) throw g::Abandoned();
    const char open = state.text[state.open.back()];
    const char close = open == '(' ? ')' : open == '[' ? ']' : '}';
    const auto at = std::max(state.mistake, state.offset(in.current()));
    const auto end = behind_bracket(state.text, at, close);
    if (!end) throw g::Abandoned();
    in.bump(*end - state.offset(in.current()));
    return true;
  }
};

template <>
struct Action<g::skip_ahead> : Asks<Action<g::skip_ahead>> {
  static bool ask(g::Input& in, State& state) {
    const auto start = state.offset(in.current());
    const auto at = std::max(state.mistake, start);
    const bool goes_on_here = at > start && begins_line(state.text, at);
    in.bump((goes_on_here ? at : end_of_statement(state.text, at)) - start);
    return true;
  }
};

template <>
struct Action<g::skip_on> : Asks<Action<g::skip_on>> {
  static bool ask(g::Input& in, State& state) {
    const auto start = state.offset(in.current());
    in.bump(end_of_statement(state.text, start) - start);
    return true;
  }
};

// Knows for the time of its match where the statement began.
struct NotesStatement : g::pegtl::maybe_nothing {
  template <typename Rule, g::apply_mode A, g::rewind_mode M, template <typename...> class OtherAction,
            template <typename...> class OtherControl, typename ParseInput>
  [[nodiscard]] static bool match(ParseInput& in, State& state) {
    const auto enclosing = state.statement;
    state.statement = state.offset(in.current());
    const bool matched = g::pegtl::match<Rule, A, M, OtherAction, OtherControl>(in, state);
    state.statement = enclosing;
    return matched;
  }
};
template <> struct Action<g::one_statement> : NotesStatement {};
template <> struct Action<g::one_setting> : NotesStatement {};

}  // namespace

ast::File parse(const Source& source, Diagnostics& diagnostics) {
  State state(source, diagnostics);
  if (state.mistakes.check_encoding()) {
    const auto text = source.text();
    g::Input in(text.data(), text.data() + text.size(), source.name().c_str());
    try {
      g::pegtl::parse<g::file, Action, Control>(in, state);
    } catch (const EndOfReading&) {
      state.tree.cut(state.finished);
    }
  }
  return build(source, state.tree, std::move(state.trivia), diagnostics);
}

}  // namespace vmt
