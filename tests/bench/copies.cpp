// What a copy of a machine costs against a boot of the same: time to the first command's result, the pause
// in which a machine is saved, memory of eight.
//
// Usage: copies_bench VMT_AGENT tiny|debian [ROUNDS]
#include <fmt/format.h>

#include <dirent.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "machine/machine.hpp"

namespace {

using namespace vmt::machine;
using Seconds = double;

constexpr std::size_t crowd = 8;

class Nobody : public Observer {
public:
  void stage(std::size_t, Stage, std::string_view) override {}
  void console_line(std::size_t, std::string_view) override {}
  void output(std::size_t, bool, std::string_view) override {}
  void network(const network::Change&) override {}
};

vmt::Patience patience() {
  return {vmt::Deadline::in(std::chrono::minutes(5)), {}};
}

template <typename Action>
Seconds time_of(Action action) {
  const auto begin = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<Seconds>(std::chrono::steady_clock::now() - begin).count();
}

Seconds median(std::vector<Seconds> times) {
  std::ranges::sort(times);
  return times[times.size() / 2];
}

void first_command(Lab& lab) {
  CommandRequest request;
  request.command = "true";
  if (!lab.machine(0).run(request, patience()).succeeded()) std::exit(1);
}

// The proportional share of memory (proc(5), smaps_rollup) of this program's children.
std::size_t memory_of_children_mib() {
  std::size_t sum_kib = 0;
  std::vector<std::string> ids;
  DIR* const tasks = ::opendir("/proc/self/task");
  while (const auto* task = ::readdir(tasks)) {
    std::ifstream list(fmt::format("/proc/self/task/{}/children", task->d_name));
    for (std::string id; list >> id;) ids.push_back(id);
  }
  ::closedir(tasks);
  for (const auto& id : ids) {
    std::ifstream rollup("/proc/" + id + "/smaps_rollup");
    for (std::string line; std::getline(rollup, line);)
      if (line.starts_with("Pss:")) sum_kib += std::stoul(line.substr(4));
  }
  return sum_kib / 1024;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 3) return 2;
  const int rounds = argument_count > 3 ? std::atoi(arguments[3]) : 5;
  LabOptions options;
  options.agent = arguments[1];
  LabConfig config;
  config.networks = {{"lan", ""}};
  MachineConfig machine;
  machine.name = machine.host_name = "m";
  machine.networks = {0};
  if (std::string(arguments[2]) == "debian") machine.image = DebianImage{};
  config.machines = {machine};
  Nobody nobody;

  { first_command(*make_lab(config, options, nobody)); }  // makes the image
  std::vector<Seconds> boots, saves, copies, copies_ahead;
  for (int round = 0; round < rounds; ++round) {
    auto lab = make_lab(config, options, nobody);
    boots.push_back(time_of([&] { first_command(*lab); }));
    std::shared_ptr<const SavedLab> saved;
    saves.push_back(time_of([&] { saved = lab->save(patience()); }));
    std::unique_ptr<Lab> copy;
    copies.push_back(time_of([&] {
      copy = copy_lab(saved, options, nobody, patience());
      first_command(*copy);
    }));
    copy = copy_lab_ahead(saved, options, nobody, patience());
    copies_ahead.push_back(time_of([&] {
      copy->go_on(patience());
      first_command(*copy);
    }));
  }
  fmt::print("{:<8} boot {:.3f} s   save {:.3f} s   copy {:.3f} s, {:.0f} times faster   made ahead {:.3f} s, {:.0f} times\n",
             arguments[2], median(boots), median(saves), median(copies), median(boots) / median(copies),
             median(copies_ahead), median(boots) / median(copies_ahead));

  std::vector<std::unique_ptr<Lab>> labs;
  for (std::size_t i = 0; i < crowd; ++i)
    first_command(*labs.emplace_back(make_lab(config, options, nobody)));
  const auto booted_mib = memory_of_children_mib();
  labs.clear();
  auto original = make_lab(config, options, nobody);
  first_command(*original);
  const auto saved = original->save(patience());
  original.reset();
  for (std::size_t i = 0; i < crowd; ++i)
    first_command(*labs.emplace_back(copy_lab(saved, options, nobody, patience())));
  fmt::print("{:<8} memory of {}: booted {} MiB   copies {} MiB\n", arguments[2], crowd, booted_mib,
             memory_of_children_mib());
}
