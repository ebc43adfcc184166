// What a machine wrote to its serial console: kept whole, with times, and watched for the words
// that mean its end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "machine/waiting.hpp"

namespace vmt::machine {

// Whether the line says that the guest goes on, but not as it was meant to: the kernel has killed a process
// for want of memory, has tripped over itself (oops), or the boot has ended in an emergency shell.
bool is_bad_news(std::string_view line);

class Console {
public:
  // What the kernel writes when it gives up.
  static constexpr std::string_view kernel_panic = "Kernel panic - not syncing";

  struct Line {
    std::chrono::steady_clock::time_point time;  // when its first byte came
    std::string text;                            // without control sequences and line end
  };

  // `line_ended` is called by `append` with each whole line.
  explicit Console(std::function<void(std::string_view)> line_ended);

  // Called on the I/O thread with the bytes as they come.
  void append(std::string_view bytes);

  // A new boot begins: `wait` looks no further back, and a panic of before is no longer one.
  void begin_boot();

  // The guest is up: what looks like the end of a boot is from now on something that a command wrote. A
  // kernel that panics still means it.
  void end_boot();

  // All that it knows, for the console of a copy of the machine.
  struct Saved {
    std::vector<Line> lines;
    bool last_line_is_open = false;
    std::size_t boot_begins_at = 0;
  };
  Saved saved() const;
  void restore(const Saved& saved);

  std::string text() const;
  std::vector<std::string> tail(std::size_t lines) const;

  // Waits for a line of this boot, also one that has not ended, that matches the RE2 expression.
  // Throws Trouble (refused) when the expression is none. `is_over` ends the wait early, with
  // Waited::stopped: the machine is gone; call `wake` when it becomes true.
  Waited wait(const std::string& pattern, const Patience& patience,
              const std::function<bool()>& is_over) const;
  void wake();

  // Why the guest of this boot can't go on, as far as its console tells: the line of a kernel panic, the last
  // words of the init program, or what it means where its boot has stopped.
  std::optional<std::string> fatal_reason() const;

  // The lines that explain an end best: those around the one that tells of it (a panic is followed by many
  // lines of registers), without one the last.
  std::vector<std::string> evidence(std::size_t lines) const;

private:
  std::vector<std::string> texts_of(std::size_t first, std::size_t end) const;
  void append_visible(std::string_view bytes);
  void end_line();
  // In the last line.
  void look_for_last_words(std::string_view begin);
  void look_for_stops();
  void found_fatal(std::string why);

  std::function<void(std::string_view)> line_ended_;

  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::vector<Line> lines_;
  bool last_line_is_open_ = false;
  std::size_t boot_begins_at_ = 0;  // index into lines_
  bool is_booting_ = true;
  std::optional<std::string> fatal_reason_;
  std::size_t fatal_line_at_ = 0;  // index into lines_
  bool is_in_control_sequence_ = false;
};

}  // namespace vmt::machine
