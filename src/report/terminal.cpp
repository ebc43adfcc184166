#include "report/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "report/put.hpp"
#include "report/stage_words.hpp"
#include "report/status_line.hpp"

namespace vmt::report {
namespace {

// Often enough for a running time to look alive, seldom enough to cost nothing.
constexpr std::chrono::milliseconds tick{200};

// In a log, which nobody may be watching, how far a long copy is, is worth a line now and then.
constexpr std::chrono::seconds pause_of_progress{10};

std::string seconds(Duration duration) {
  return fmt::format("{:.1f}s", std::chrono::duration<double>(duration).count());
}

std::string_view word_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return "passed";
    case Outcome::failed: return "FAILED";
    case Outcome::skipped: return "skipped";
    case Outcome::error: return "ERROR";
    case Outcome::interrupted: return "stopped";
    case Outcome::not_run: return "not run";
  }
  return {};
}

enum class Ink : std::uint8_t { plain, dim, good, bad, warn, bold };

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::plain: return "";
    case Ink::dim: return "\x1b[2m";
    case Ink::good: return "\x1b[32m";
    case Ink::bad: return "\x1b[1;31m";
    case Ink::warn: return "\x1b[33m";
    case Ink::bold: return "\x1b[1m";
  }
  return "";
}

Ink ink_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return Ink::good;
    case Outcome::failed:
    case Outcome::error: return Ink::bad;
    case Outcome::skipped:
    case Outcome::interrupted:
    case Outcome::not_run: return Ink::warn;
  }
  return Ink::plain;
}

// What a guest wrote, with the bytes that would move the cursor or change colours left out.
std::string harmless(std::string_view line) {
  std::string clean;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    if (byte == 0x1b) {  // an escape sequence: ESC [ parameters letter (ECMA-48), or ESC and a letter
      if (i + 1 < line.size() && line[i + 1] == '[') {
        i += 2;
        while (i < line.size() && (line[i] < '@' || line[i] > '~')) ++i;
      } else {
        ++i;
      }
      continue;
    }
    if (byte >= 0x20 || byte == '\t') clean += line[i];
  }
  return clean;
}

class Terminal : public Reporter {
public:
  Terminal(std::FILE* out, TerminalOptions options)
      : out_(out), options_(options), status_(out, options.style.color) {
    if (options_.is_live) ticker_ = std::jthread([this](const std::stop_token& stop) { keep_alive(stop); });
  }

  void on(const Event& event) override {
    const std::lock_guard lock(mutex_);
    const auto* const paused = std::get_if<Paused>(&event.what);
    if (paused && paused->stage == PauseStage::asking) {
      status_.erase();
      std::fflush(out_);
      is_asking_ = true;
    } else if (is_asking_ && !paused) {
      held_.push_back(event);  // a person types here now
    } else {
      is_asking_ = false;
      for (const auto& earlier : std::exchange(held_, {})) show(earlier);
      show(event);
    }
  }

private:
  void show(const Event& event) {
    if (options_.is_live) {
      status_.erase();
      status_.follow(event);
    }
    now_ = event.time;
    std::visit([this](const auto& what) { tell(what); }, event.what);
    if (options_.is_live) status_.draw();
    std::fflush(out_);
  }

  void keep_alive(const std::stop_token& stop) {
    std::condition_variable_any never;
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      never.wait_for(lock, stop, tick, [] { return false; });
      if (!is_asking_) status_.draw();
    }
    status_.erase();
  }

  bool is_quiet() const { return options_.verbosity == Verbosity::quiet; }

  std::string inked(Ink ink, std::string_view text) const {
    if (!options_.style.color || ink == Ink::plain) return std::string(text);
    return fmt::format("{}{}\x1b[0m", code_of(ink), text);
  }

  void line(std::string_view text) { put(out_, fmt::format("{}{}\n", std::string(2 * depth_, ' '), text)); }

  // "   web | up in 1.7s": machine names in a column.
  void machine_line(const std::string& machine, Ink ink, std::string_view text) {
    line(fmt::format("{} {}", inked(Ink::dim, fmt::format("{:>{}} |", machine, column_)), inked(ink, text)));
  }

  void tell(const RunStarted& what) {
    counts_ = {};
    for (const auto& machine : what.machines) column_ = std::max(column_, machine.size());
    // Of many scripts a filter may choose the tests of a few.
    is_silent_ = options_.has_several_scripts && what.test_count == 0;
    if (!is_quiet() && !is_silent_) line(inked(Ink::bold, what.script));
  }
  void tell(const SetupStarted&) {
    if (!is_quiet()) line("setup");
    ++depth_;
  }
  void tell(const SetupFinished& what) {
    --depth_;
    if (!is_quiet()) line(fmt::format("setup {} in {}", what.ok ? "done" : "failed", seconds(what.duration)));
  }
  void tell(const KeptSetup& what) {
    switch (what.stage) {
      case KeptStage::taken:
        if (!is_quiet()) line(fmt::format("setup as an earlier run left it, in {}", seconds(what.duration)));
        return;
      case KeptStage::kept:
        if (options_.verbosity == Verbosity::verbose) line(fmt::format("kept for the next run: {}", what.detail));
        return;
      case KeptStage::changed:
        if (options_.verbosity == Verbosity::verbose)
          line(fmt::format("setup runs again, for this is different now: {}", what.detail));
        return;
      case KeptStage::damaged:
        return line(inked(Ink::warn, fmt::format("warning: what an earlier run kept can't be used, so setup "
                                                 "runs again: {}",
                                                 what.detail)));
      case KeptStage::refused:
        if (!is_quiet()) line(inked(Ink::warn, fmt::format("the machines are not kept: {}", what.detail)));
        return;
    }
  }
  void tell(const TestStarted& what) {
    if (!is_quiet()) line(fmt::format("test {}", inked(Ink::bold, what.name)));
    ++depth_;
  }
  void tell(const TestFinished& what) {
    depth_ = 0;
    ++counts_[static_cast<std::size_t>(what.outcome)];
    ++totals_[static_cast<std::size_t>(what.outcome)];
    for (const auto& diagnostic : what.diagnostics)
      put(out_, fmt::format("\n{}\n", render(diagnostic, options_.style)));
    if (is_quiet() && what.outcome == Outcome::passed) return;
    const auto reason = what.reason.empty() ? std::string() : ": " + what.reason;
    line(fmt::format("{} {}{} {}", inked(ink_of(what.outcome), word_of(what.outcome)), what.name, reason,
                     inked(Ink::dim, "in " + seconds(what.duration))));
  }
  void tell(const StepStarted& what) {
    if (!is_quiet()) line(fmt::format("step {}", inked(Ink::bold, what.name)));
    ++depth_;
  }
  void tell(const StepFinished&) { depth_ = depth_ > 0 ? depth_ - 1 : 0; }
  void tell(const RunFinished& what) {
    if (options_.has_several_scripts && (is_quiet() || is_silent_)) return;
    line(fmt::format("{} in {}", show_counts(counts_), seconds(what.duration)));
  }
  void tell(const AllFinished& what) {
    if (what.script_count > 1)
      line(fmt::format("{} scripts: {} in {}", what.script_count, show_counts(totals_), seconds(what.duration)));
  }

  using Counts = std::array<std::size_t, 6>;  // by Outcome

  std::string show_counts(const Counts& of_outcome) const {
    std::string counts;
    for (const auto outcome : {Outcome::passed, Outcome::failed, Outcome::error, Outcome::skipped,
                               Outcome::not_run, Outcome::interrupted}) {
      const auto count = of_outcome[static_cast<std::size_t>(outcome)];
      if (count == 0) continue;
      if (!counts.empty()) counts += ", ";
      std::string word(word_of(outcome));
      std::transform(word.begin(), word.end(), word.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
      counts += inked(ink_of(outcome), fmt::format("{} {}", count, word));
    }
    return counts.empty() ? "no test" : counts;
  }

  void tell(const ActionStarted&) {}
  // A terminal has it in its last line.
  void tell(const ActionProgress& what) {
    if (options_.is_live || is_quiet() || now_ - progress_told_ < pause_of_progress) return;
    progress_told_ = now_;
    finish_lines();
    line(fmt::format("...  {} ({})", harmless(what.text), what.progress));
  }
  void tell(const ActionFinished& what) {
    finish_lines();
    if (is_quiet()) return;
    const auto mark = what.ok ? inked(Ink::good, "ok  ") : inked(Ink::bad, "fail");
    line(fmt::format("{} {} {}", mark, harmless(what.text), inked(Ink::dim, seconds(what.duration))));
  }
  void tell(const Paused& what) {
    if (what.stage == PauseStage::skipped)
      line(inked(Ink::warn, "`pause` does not wait: a person at a terminal is needed for that"));
    if (what.stage == PauseStage::begun) line(inked(Ink::bold, what.detail));
  }
  void tell(const Answered& what) {
    std::string_view rest = what.text;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      put(out_, harmless(rest.substr(0, end)) + '\n');
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    for (const auto& diagnostic : what.diagnostics) put(out_, render(diagnostic, options_.style));
  }
  void tell(const Logged& what) {
    line(what.text);
  }

  void tell(const MachineChanged& what) {
    if (is_quiet() && what.stage != MachineStage::lost) return;
    machine_line(what.machine, what.stage == MachineStage::lost ? Ink::bad : Ink::plain, words_of(what));
  }
  void tell(const NetworkChanged& what) {
    if (is_quiet()) return;
    machine_line("network", Ink::plain,
                 fmt::format("{}: {}{}", what.where, what.what, what.is_over ? ", lifted" : ""));
  }
  void tell(const ConsoleLine& what) {
    if (is_quiet()) return;
    if (const auto text = harmless(what.line); !text.empty()) machine_line(what.machine, Ink::dim, text);
  }
  // Whole lines only: what a command writes arrives in pieces of any size.
  void tell(const CommandOutput& what) {
    if (options_.verbosity != Verbosity::verbose) return;
    auto& unfinished = unfinished_[{what.machine, what.is_errors}];
    unfinished += what.bytes;
    for (auto end = unfinished.find('\n'); end != std::string::npos; end = unfinished.find('\n')) {
      machine_line(what.machine, Ink::plain, harmless(unfinished.substr(0, end)));
      unfinished.erase(0, end + 1);
    }
  }
  void finish_lines() {
    for (const auto& [source, text] : std::exchange(unfinished_, {}))
      if (!text.empty()) machine_line(source.first, Ink::plain, harmless(text));
  }

  std::FILE* out_;
  TerminalOptions options_;
  std::mutex mutex_;
  StatusLine status_;
  Duration now_{};            // since the run began
  Duration progress_told_{};  // when the last line of that was written
  std::size_t depth_ = 0;   // of tests and steps
  std::size_t column_ = 0;  // width of the longest machine name
  Counts counts_{};  // of the script
  Counts totals_{};  // of all scripts
  bool is_silent_ = false;
  std::map<std::pair<std::string, bool>, std::string> unfinished_;  // by machine and stream
  bool is_asking_ = false;    // nothing is written
  std::deque<Event> held_;    // that came meanwhile
  std::jthread ticker_;  // the last member: it ends before the others are gone
};

}  // namespace

std::unique_ptr<Reporter> make_terminal(std::FILE* out, TerminalOptions options) {
  return std::make_unique<Terminal>(out, options);
}

}  // namespace vmt::report
