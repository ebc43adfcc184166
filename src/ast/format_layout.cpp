#include "ast/format_layout.hpp"

#include <algorithm>
#include <optional>

#include "ast/format.hpp"

namespace vmt {
namespace {

constexpr std::size_t block_indent = 2;
// Twice that of a block, so that a head of several lines stands apart from the body.
constexpr std::size_t continuation_indent = 4;

// For each bracket the place of its partner; for all else its own place.
std::vector<std::size_t> partners_of(const std::vector<Token>& tokens) {
  std::vector<std::size_t> partners(tokens.size()), open;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    partners[at] = at;
    const auto& token = tokens[at];
    if (token.is("(") || token.is("[") || token.is("{")) open.push_back(at);
    if ((token.is(")") || token.is("]") || token.is("}")) && !open.empty()) {
      partners[at] = open.back();
      partners[open.back()] = at;
      open.pop_back();
    }
  }
  return partners;
}

class Writer {
public:
  Writer(const std::vector<Token>& tokens, const std::set<std::size_t>& opened_up)
      : tokens_(tokens), partners_(partners_of(tokens)), opened_up_(opened_up) {
    frames_.push_back({.bracket = Bracket::block, .is_open = true});
  }

  Layout write() {
    for (at_ = 0; at_ < tokens_.size(); ++at_) step();
    end_line();
    return std::move(layout_);
  }

private:
  // A bracket that is open; the first frame is the file.
  struct Frame {
    Bracket bracket;
    bool is_open = false;  // its content stands on lines of its own
    std::size_t content_indent = 0;
    std::size_t closing_indent = 0;
    std::size_t brace = 0;              // its place in `tokens_`
    bool takes_comma = false;           // behind its last item
    bool is_between_statements = true;  // of a block
    bool declares_phrase = false;       // the statement does: its braces are holes
    bool has_open_block = false;        // the statement does: then its `else` is open, too
  };

  void step() {
    const Token& token = tokens_[at_];
    if (token.is(";")) {
      frames_.back().is_between_statements = true;
      // Without it a brace on the next line would be the block of this statement.
      if (frames_.back().is_open && is_brace_next()) line_ += ';';
      return;
    }
    const bool closes = partners_[at_] < at_;
    const bool begins = begins_statement(token, closes);
    if (is_line_end_before(token, closes, begins))
      begin_line(token, closes, begins);
    else if (begins && previous_ && !previous_->is("{"))
      line_ += "; ";
    else if (previous_ && blank_before(token))
      line_ += ' ';
    if (begins) begin_statement(token);
    write(token);
    if (closes) {
      frames_.pop_back();
    } else if (partners_[at_] > at_) {
      open_frame();
    }
    if (!token.is_comment()) {
      add_comma();
      before_ = token_;
      token_ = &token;
    }
    previous_ = &token;
  }

  bool is_brace_next() const {
    auto next = at_ + 1;
    while (next < tokens_.size() && tokens_[next].is_comment()) ++next;
    return next < tokens_.size() && tokens_[next].is("{");
  }

  // ---- Statements -------------------------------------------------------------------------------

  bool begins_statement(const Token& token, bool closes) const {
    const Frame& frame = frames_.back();
    if (token.is_comment() || closes || frame.bracket != Bracket::block) return false;
    if (frame.is_between_statements) return true;
    if (breaks_since_token(token) == 0 || continues_statement(*token_, before_)) return false;
    // A phrase may end with a hole, which the block of the phrase follows.
    return !is_else(token) && !(token.is("{") && frame.declares_phrase);
  }

  bool is_else(const Token& token) const { return token.kind == TokenKind::word && token.text == "else"; }

  std::size_t breaks_since_token(const Token& token) const {
    return token.line_breaks + (previous_ && previous_->is_comment() ? 1 : 0);
  }

  void begin_statement(const Token& token) {
    Frame& frame = frames_.back();
    frame.is_between_statements = false;
    frame.has_open_block = false;
    frame.declares_phrase = token.kind == TokenKind::word && token.text == "phrase";
  }

  // ---- Lines ------------------------------------------------------------------------------------

  bool is_line_end_before(const Token& token, bool closes, bool begins) const {
    if (!previous_) return false;
    if (previous_->is_comment()) return true;
    const Frame& frame = frames_.back();
    if (token.is_comment()) return token.line_breaks > 0;
    if (frame.bracket == Bracket::block) {
      if (closes || begins) return frame.is_open;
      return token.line_breaks > 0 && !is_else(token) && !token.is("{");
    }
    if (closes) return frame.is_open;
    return token.line_breaks > 0;
  }

  void begin_line(const Token& token, bool closes, bool begins) {
    const bool is_after_opening =
        token_ == previous_ && at_ > 0 && partners_[last_token_at()] > last_token_at();
    end_line();
    const bool keeps_blank =
        begins || token.is_comment() || previous_->is_comment() || frames_.back().bracket != Bracket::block;
    if (token.line_breaks > 1 && !closes && !is_after_opening && keeps_blank && !is_else(token))
      layout_.text += '\n';
    indent_ = indent_of(token, closes, begins);
  }

  std::size_t last_token_at() const { return static_cast<std::size_t>(token_ - tokens_.data()); }

  std::size_t indent_of(const Token& token, bool closes, bool begins) const {
    const Frame& frame = frames_.back();
    if (closes) return frame.closing_indent;
    if (frame.bracket != Bracket::block || begins || is_else(token) || token.is("{"))
      return frame.content_indent;
    const bool is_inside =
        token.is_comment() && !frame.is_between_statements && token_ && continues_statement(*token_, before_);
    return frame.content_indent + (!token.is_comment() || is_inside ? continuation_indent : 0);
  }

  void end_line() {
    if (line_.empty()) return;
    const auto width = indent_ + display_width(line_);
    if (width > widest_line && one_line_brace_) layout_.too_wide.push_back(*one_line_brace_);
    layout_.text.append(indent_, ' ');
    layout_.text += line_;
    layout_.text += '\n';
    line_.clear();
    one_line_brace_.reset();
  }

  // ---- Tokens -----------------------------------------------------------------------------------

  bool blank_before(const Token& token) const {
    return token.is_comment() || has_blank_between(before_, *token_, token, frames_.back().bracket);
  }

  void write(const Token& token) {
    if (token.is(",") && at_ + 1 < tokens_.size() && partners_[at_ + 1] < at_ + 1 && !frames_.back().is_open)
      return;  // a comma behind the last item of a line
    if (token.is_comment() && !line_.empty()) line_ += ' ';
    if (token.kind != TokenKind::block_text) {
      line_ += token.text;
      return;
    }
    const auto text = moved_block_text(token.text, indent_);
    const auto last_line = text.rfind('\n');
    if (last_line == text.npos) {
      line_ += text;
      return;
    }
    // What was written so far is finished; the closing quotes go on with the statement.
    line_ += text.substr(0, last_line);
    layout_.text.append(indent_, ' ');
    layout_.text += line_;
    layout_.text += '\n';
    const auto quotes = std::min(text.find_first_not_of(" \t", last_line + 1), text.size());
    line_ = text.substr(quotes);
    indent_ = quotes - last_line - 1;
  }

  // ---- Brackets ---------------------------------------------------------------------------------

  void open_frame() {
    const Token& token = tokens_[at_];
    const auto close = partners_[at_];
    Frame& outer = frames_.back();
    const bool is_of_phrase =
        outer.declares_phrase && (outer.bracket == Bracket::block || outer.bracket == Bracket::square);
    const bool is_hole = token.is("{") && is_of_phrase && is_map(at_);
    const bool is_option = token.is("[") && is_of_phrase;
    Frame frame{.bracket = token.is("(")   ? Bracket::round
                           : token.is("[") ? Bracket::square
                           : is_map(at_)   ? Bracket::map
                                           : Bracket::block,
                .brace = at_};
    frame.closing_indent = outer.bracket == Bracket::block ? outer.content_indent : indent_;
    if (frame.bracket == Bracket::block) {
      frame.is_open =
          close > at_ + 1 && (outer.has_open_block || opened_up_.contains(at_) || has_line_break(at_, close));
      outer.has_open_block = outer.has_open_block || frame.is_open;
      if (!frame.is_open && close > at_ + 1 && !one_line_brace_) one_line_brace_ = at_;
    } else {
      frame.closing_indent = indent_;
      frame.is_open = tokens_[at_ + 1].line_breaks > 0 || tokens_[at_ + 1].is_comment();
      const bool is_call =
          token.is("(") && token.is_glued && !has_blank_between(before_, *token_, token, Bracket::block);
      const bool is_list = token.is("[") && !(token.is_glued && token_ &&
                                              !has_blank_between(before_, *token_, token, Bracket::block));
      frame.declares_phrase = is_option;
      frame.takes_comma = frame.is_open && close > at_ + 1 &&
                          ((token.is("{") && !is_hole) || (is_list && !is_option) || is_call);
    }
    frame.content_indent = frame.closing_indent + block_indent;
    frames_.push_back(frame);
  }

  // A key and a colon come first.
  bool is_map(std::size_t brace) const {
    std::size_t at = brace + 1;
    const auto skip_comments = [&] {
      while (at < tokens_.size() && tokens_[at].is_comment()) ++at;
    };
    skip_comments();
    if (at >= tokens_.size() || (tokens_[at].kind != TokenKind::word && tokens_[at].kind != TokenKind::text))
      return false;
    ++at;
    skip_comments();
    return at < tokens_.size() && tokens_[at].is(":");
  }

  bool has_line_break(std::size_t open, std::size_t close) const {
    for (auto at = open + 1; at <= close; ++at)
      if (tokens_[at].line_breaks > 0 || tokens_[at].text.find('\n') != std::string_view::npos) return true;
    return false;
  }

  // The last item of a list with lines of its own has a comma, too, before any comment behind it.
  void add_comma() {
    const Frame& frame = frames_.back();
    if (!frame.takes_comma || at_ == frame.brace || tokens_[at_].is(",")) return;
    auto next = at_ + 1;
    while (tokens_[next].is_comment()) ++next;
    if (partners_[next] == frame.brace) line_ += ',';
  }

  const std::vector<Token>& tokens_;
  const std::vector<std::size_t> partners_;
  const std::set<std::size_t>& opened_up_;
  std::vector<Frame> frames_;
  Layout layout_;
  std::string line_;                           // without its indentation
  std::size_t indent_ = 0;                     // of `line_`
  std::optional<std::size_t> one_line_brace_;  // the first block of `line_`
  std::size_t at_ = 0;
  const Token* previous_ = nullptr;  // what was written last
  const Token* token_ = nullptr;     // the last that is no comment
  const Token* before_ = nullptr;    // the one before that
};

}  // namespace

Layout lay_out(const std::vector<Token>& tokens, const std::set<std::size_t>& opened_up) {
  return Writer(tokens, opened_up).write();
}

namespace {

// Whether some line of the text begins where its closing quotes do, below the `margin`.
bool is_flush(std::string_view text, std::string_view margin) {
  for (auto at = text.find('\n'); at != text.rfind('\n'); at = text.find('\n', at + 1)) {
    auto line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    if (!line.starts_with(margin)) continue;
    line.remove_prefix(margin.size());
    if (!line.empty() && !line.starts_with("  ") && line.find_first_not_of(" \t\r") != line.npos) return true;
  }
  return false;
}

}  // namespace

std::string moved_block_text(std::string_view text, std::size_t indent) {
  const auto last_line = text.rfind('\n');
  if (last_line == text.npos) return std::string(text);
  const auto margin = text.substr(last_line + 1, text.size() - last_line - 4);
  if (margin.find_first_not_of(" \t") != margin.npos) return std::string(text);
  if (is_flush(text, margin)) indent += block_indent;
  std::string moved;
  bool is_first = true;
  while (true) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (is_first) {
      moved += line.substr(0, line.find_last_not_of(" \t") + 1);
    } else if (line.starts_with(margin)) {
      line.remove_prefix(margin.size());
      if (!line.empty()) moved.append(indent, ' ').append(line);
    } else if (line.find_first_not_of(" \t") != line.npos) {
      moved += line;  // indented less than the quotes; reported, but not ours to mend
    }
    is_first = false;
    if (end == text.npos) return moved;
    moved += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace vmt
