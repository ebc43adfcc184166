#include "tools/pause/line_editor.hpp"

#include <fmt/format.h>

#include <histedit.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cwchar>

#include "ide/complete.hpp"
#include "machine/descriptor.hpp"

namespace vmt::tools {
namespace {

constexpr int history_lines = 1000;

// What all of them begin with.
std::string common_beginning(const std::vector<std::string>& words) {
  std::string beginning = words.front();
  for (const auto& word : words) {
    const auto [here, there] = std::ranges::mismatch(beginning, word);
    beginning.resize(static_cast<std::size_t>(here - beginning.begin()));
  }
  return beginning;
}

}  // namespace

struct LineEditor::State {
  EditLine* editor = nullptr;
  History* history = nullptr;
  Complete complete;
  std::string prompt;
  bool is_cancelled = false;
  bool is_stopped = false;
  machine::Descriptor stop_event{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};

  static State& of(EditLine* editor) {
    void* state = nullptr;
    el_get(editor, EL_CLIENTDATA, &state);
    return *static_cast<State*>(state);
  }

  static char* prompt_of(EditLine* editor) { return of(editor).prompt.data(); }

  // libedit's own reader would not notice that the run is over.
  static int read_character(EditLine* editor, wchar_t* character) {
    State& state = of(editor);
    std::mbstate_t unfinished{};
    for (;;) {
      pollfd watched[] = {{STDIN_FILENO, POLLIN, 0}, {state.stop_event.get(), POLLIN, 0}};
      if (::poll(watched, 2, -1) < 0 && errno == EINTR) continue;
      if (watched[1].revents != 0) {
        state.is_stopped = true;
        return 0;
      }
      char byte = 0;
      const auto count = ::read(STDIN_FILENO, &byte, 1);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return 0;
      const auto size = std::mbrtowc(character, &byte, 1, &unfinished);
      if (size == static_cast<std::size_t>(-1)) unfinished = {};  // no UTF-8: left out
      if (size == 0) *character = L'\0';
      if (size <= 1) return 1;
    }
  }

  static unsigned char cancel(EditLine* editor, int) {
    of(editor).is_cancelled = true;
    return CC_NEWLINE;
  }

  static unsigned char complete_word(EditLine* editor, int) {
    State& state = of(editor);
    const auto* const line = el_line(editor);
    const std::string before(line->buffer, line->cursor);
    const auto word = ide::unfinished_word(before);
    const auto words = state.complete(before);
    if (words.empty()) return CC_REFRESH_BEEP;
    auto more = common_beginning(words).substr(word.size());
    if (words.size() == 1) more += ' ';
    if (!more.empty()) return el_insertstr(editor, more.c_str()) == 0 ? CC_REFRESH : CC_ERROR;
    fmt::print("\n{}\n", fmt::join(words, "  "));
    std::fflush(stdout);
    return CC_REDISPLAY;
  }
};

LineEditor::LineEditor(Complete complete) : state_(std::make_unique<State>()) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  state_->complete = std::move(complete);
  state_->history = ::history_init();
  state_->editor = ::el_init("vmt", stdin, stdout, stderr);
  HistEvent event;
  ::history(state_->history, &event, H_SETSIZE, history_lines);
  ::history(state_->history, &event, H_SETUNIQUE, 1);

  auto* const editor = state_->editor;
  el_set(editor, EL_CLIENTDATA, state_.get());
  el_set(editor, EL_PROMPT, &State::prompt_of);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_HIST, ::history, state_->history);
  el_set(editor, EL_GETCFN, &State::read_character);
  el_set(editor, EL_ADDFN, "vmt-complete", "complete the word", &State::complete_word);
  el_set(editor, EL_BIND, "^I", "vmt-complete", nullptr);
  // While a line is typed Ctrl-C is a key like any other, so no signal can come at the wrong moment.
  el_set(editor, EL_ADDFN, "vmt-cancel", "give up the line", &State::cancel);
  el_set(editor, EL_SETTY, "-d", "-isig", nullptr);
  el_set(editor, EL_BIND, "^C", "vmt-cancel", nullptr);
  el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
}

LineEditor::~LineEditor() {
  ::el_end(state_->editor);
  ::history_end(state_->history);
}

TypedLine LineEditor::read(const std::string& prompt, const std::stop_token& stop) {
  State& state = *state_;
  state.prompt = prompt;
  state.is_cancelled = state.is_stopped = false;
  const std::stop_callback wake(stop, [&state] { ::eventfd_write(state.stop_event.get(), 1); });
  ::el_resize(state.editor);
  // By itself libedit shows the prompt first: then a key that is pressed at once is still the terminal's own.
  el_set(state.editor, EL_PREP_TERM, 1);
  int count = 0;
  const char* const text = ::el_gets(state.editor, &count);
  if (state.is_stopped) return {LineEnd::stopped, {}};
  if (state.is_cancelled) return {LineEnd::cancelled, {}};
  if (text == nullptr || count <= 0) return {LineEnd::closed, {}};
  std::string_view line(text, static_cast<std::size_t>(count));
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return {LineEnd::entered, std::string(line)};
}

void LineEditor::remember(const std::string& text) {
  HistEvent event;
  ::history(state_->history, &event, H_ENTER, text.c_str());
}

}  // namespace vmt::tools
