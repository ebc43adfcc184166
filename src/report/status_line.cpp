#include "report/status_line.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>

#include "report/put.hpp"
#include "report/stage_words.hpp"
#include "source/source.hpp"

namespace vmt::report {
namespace {

constexpr std::size_t usual_width = 80;

std::size_t width_of(std::FILE* out) {
  winsize size{};
  if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_width;
  return size.ws_col;
}

bool is_on_its_way(MachineStage stage) {
  return stage != MachineStage::up && stage != MachineStage::off && stage != MachineStage::lost;
}

// Cut to `width` cells at a character's border.
std::string cut(std::string text, std::size_t width) {
  if (display_width(text) <= width) return text;
  while (!text.empty() && display_width(text) + 3 > width) {
    do text.pop_back();
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80u) != 0);
  }
  return text + "...";
}

}  // namespace

void StatusLine::follow(const Event& event) {
  const auto now = std::chrono::steady_clock::now();
  if (const auto* started = std::get_if<ActionStarted>(&event.what))
    actions_.insert_or_assign(started->id, Doing{started->text, "", now});
  else if (const auto* finished = std::get_if<ActionFinished>(&event.what))
    actions_.erase(finished->id);
  else if (const auto* progress = std::get_if<ActionProgress>(&event.what)) {
    if (const auto action = actions_.find(progress->id); action != actions_.end())
      action->second.progress = " (" + progress->progress + ")";
  } else if (const auto* machine = std::get_if<MachineChanged>(&event.what)) {
    if (is_on_its_way(machine->stage)) {
      auto& doing = machines_.try_emplace(machine->machine, Doing{{}, {}, now}).first->second;
      doing.text = words_of(*machine);
    } else {
      machines_.erase(machine->machine);
    }
  } else if (std::holds_alternative<TestFinished>(event.what) ||
             std::holds_alternative<RunFinished>(event.what)) {
    actions_.clear();
    machines_.clear();
  }
}

std::string StatusLine::text(std::size_t width) const {
  const auto now = std::chrono::steady_clock::now();
  std::string text;
  const auto add = [&](const std::string& what, const Doing& doing) {
    if (!text.empty()) text += "  |  ";
    text += fmt::format("{}{} {:.1f}s", what, doing.progress, std::chrono::duration<double>(now - doing.since).count());
  };
  for (const auto& [machine, doing] : machines_) add(machine + ": " + doing.text, doing);
  for (const auto& [id, doing] : actions_) add(doing.text, doing);
  return cut(std::move(text), width - 1);
}

void StatusLine::erase() {
  if (is_drawn_) put(out_, "\r\x1b[K");
  is_drawn_ = false;
}

void StatusLine::draw() {
  erase();
  const auto line = text(width_of(out_));
  if (line.empty()) return;
  put(out_, fmt::format("{}{}{}", color_ ? "\x1b[36m" : "", line, color_ ? "\x1b[0m" : ""));
  std::fflush(out_);
  is_drawn_ = true;
}

}  // namespace vmt::report
