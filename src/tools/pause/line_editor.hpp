// A line that a person types at the terminal: editing, history and completion by libedit.
#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace vmt::tools {

enum class LineEnd : std::uint8_t {
  entered,
  cancelled,  // Ctrl-C
  closed,     // Ctrl-D, or the terminal has gone
  stopped,    // by the stop token
};

struct TypedLine {
  LineEnd end{};
  std::string text;  // without its line end
};

class LineEditor {
public:
  // What the unfinished word at the end of the text may become.
  using Complete = std::function<std::vector<std::string>(std::string_view before)>;

  // On the standard input and output. Characters are read as UTF-8, whatever the locale.
  explicit LineEditor(Complete complete);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  // Blocks. The terminal is as before when it returns.
  TypedLine read(const std::string& prompt, const std::stop_token& stop);
  void remember(const std::string& text);

private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vmt::tools
