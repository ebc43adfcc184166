#include "ide/tokens.hpp"

#include <algorithm>
#include <array>

#include "grammar/words.hpp"

namespace vmt::ide {
namespace {

// Reserved words with a value or a command behind them, in the middle of a statement or at its beginning.
constexpr auto before_value = std::to_array<std::string_view>(
    {"and",    "contains", "else",  "every",   "expect",     "fail", "for",   "if",
     "in",     "let",      "log",   "matches", "not",        "or",   "param", "retry",
     "return", "skip",     "sleep", "step",    "throughout", "var",  "while", "within"});
static_assert(std::ranges::all_of(before_value, grammar::is_reserved));

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Behind the text that begins at `at`; beyond the end when it is not closed there.
std::size_t behind_text(std::string_view line, std::size_t at) {
  const std::string_view quotes = line.substr(at, 3) == "\"\"\"" ? "\"\"\"" : "\"";
  for (at += quotes.size(); at < line.size(); ++at) {
    if (line[at] == '\\')
      ++at;
    else if (line.substr(at, quotes.size()) == quotes)
      return at + quotes.size();
  }
  return line.size() + 1;
}

class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) {}

  Line read() {
    while (at_ < text_.size() && !line_.is_in_text) take();
    finish(at_);
    return std::move(line_);
  }

private:
  void take() {
    const char c = text_[at_];
    if (is_blank(c)) return finish(at_++);
    if (c == '#') return void(line_.is_in_text = true);
    if (c == '"') {
      begin();
      at_ = behind_text(text_, at_);
      if (at_ > text_.size()) line_.is_in_text = true;
      at_ = std::min(at_, text_.size());
      return;
    }
    if (c == '{' || c == '}' || c == ';') return restart(true);
    if (c == '(' || c == '[') return open();
    if (c == ')' || c == ']' || c == ',' || c == ':' || (c == '=' && is_alone())) return restart(false);
    begin();
    ++at_;
  }

  // A bracket that is closed on the line belongs to the piece it stands in; what follows an open one is new.
  void open() {
    std::size_t depth = 0;
    for (auto end = at_; end < text_.size(); ++end) {
      if (text_[end] == '"') end = std::min(behind_text(text_, end), text_.size() + 1) - 1;
      if (end >= text_.size()) break;
      if (text_[end] == '(' || text_[end] == '[') ++depth;
      if ((text_[end] == ')' || text_[end] == ']') && --depth == 0) {
        begin();
        at_ = end + 1;
        return;
      }
    }
    restart(false);
  }

  bool is_alone() const {
    const bool follows = at_ > 0 && std::string_view("=!<>").find(text_[at_ - 1]) != std::string_view::npos;
    return !follows && (at_ + 1 == text_.size() || text_[at_ + 1] != '=');
  }

  void begin() {
    if (begin_ == std::string_view::npos) begin_ = at_;
  }

  void finish(std::size_t end) {
    if (begin_ == std::string_view::npos) return;
    const auto token = text_.substr(begin_, end - begin_);
    begin_ = std::string_view::npos;
    if (std::ranges::binary_search(before_value, token)) {
      line_.tokens.clear();
      line_.begins_statement = false;
    } else {
      line_.tokens.push_back(token);
    }
  }

  void restart(bool is_statement) {
    finish(at_++);
    line_.tokens.clear();
    line_.begins_statement = is_statement;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = std::string_view::npos;  // of the piece at hand
  Line line_;
};

static_assert(std::ranges::is_sorted(before_value));

}  // namespace

Line read_line(std::string_view text) {
  return Reader(text).read();
}

}  // namespace vmt::ide
