// Waits for a process by name: the kernel tells of every exec, and then /proc is read.
#include <dirent.h>

#include <algorithm>
#include <cstring>

#include "agent/observation.hpp"
#include "agent/process_events.hpp"

namespace vmt::agent {
namespace {

// For renamed processes and for kernels that tell nothing; reading all of /proc is not cheap.
constexpr auto pause_with_events = std::chrono::milliseconds(500);
constexpr auto pause_without_events = std::chrono::milliseconds(25);

bool is_number(const char* text) {
  return *text != '\0' && std::strspn(text, "0123456789") == std::strlen(text);
}

bool has_name(const std::string& folder, const std::string& name) {
  auto comm = read_small_file(folder + "/comm");
  if (!comm.empty() && comm.back() == '\n') comm.pop_back();
  // The kernel keeps 15 bytes of a name.
  if (comm == name || (name.size() > 15 && comm == name.substr(0, 15))) return true;
  const auto command_line = read_small_file(folder + "/cmdline");
  const auto program = command_line.substr(0, command_line.find('\0'));
  return !program.empty() && program.substr(program.rfind('/') + 1) == name;
}

// The process's number; 0 when there is none. Zombies do not count: they have ended.
int find_process(const std::string& name) {
  DIR* const processes = ::opendir("/proc");
  if (processes == nullptr) return 0;
  int found = 0;
  while (const auto* entry = ::readdir(processes)) {
    if (!is_number(entry->d_name)) continue;
    const auto folder = std::string("/proc/") + entry->d_name;
    if (!has_name(folder, name)) continue;
    const auto status = read_small_file(folder + "/stat");
    const auto after_name = status.rfind(") ");
    if (after_name != std::string::npos && status.compare(after_name + 2, 1, "Z") == 0) continue;
    found = std::atoi(entry->d_name);
    break;
  }
  ::closedir(processes);
  return found;
}

class ProcessObservation final : public Observation {
public:
  ProcessObservation(Loop& loop, std::string name, Report report)
      : loop_(loop),
        name_(std::move(name)),
        report_(std::move(report)),
        events_(loop, [this](const auto& events) { happened(events); }) {
    look();
  }

private:
  void happened(const std::vector<ProcessEvent>& events) {
    using Kind = ProcessEvent::Kind;
    const auto is_worth_a_look = [](const ProcessEvent& event) {
      return event.kind == Kind::executed || event.kind == Kind::renamed || event.kind == Kind::lost;
    };
    if (std::ranges::any_of(events, is_worth_a_look)) look();
  }

  void look() {
    if (const int process = find_process(name_); process != 0)
      return report_({Finding::State::holds, "`" + name_ + "` runs as process " + std::to_string(process)});
    const Duration pause = events_.is_open() ? pause_with_events : pause_without_events;
    timer_ = loop_.after(pause, [this] { look(); });
    report_({Finding::State::not_yet, "no process is named `" + name_ + "`"});
  }

  Loop& loop_;
  std::string name_;
  Report report_;
  ProcessEvents events_;
  Registration timer_;
};

}  // namespace

std::unique_ptr<Observation> observe_process(Loop& loop, const Operands& operands, Report report) {
  return std::make_unique<ProcessObservation>(loop, operands[0], std::move(report));
}

}  // namespace vmt::agent
