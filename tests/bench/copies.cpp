// What a copy of a machine costs against a boot of the same: time to the first command's result, the pause
// in which a machine is saved, memory of eight.
//
// Usage: copies_bench VMT_AGENT tiny|debian [ROUNDS]
#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "machine/machine.hpp"
#include "tests/bench/measure.hpp"

namespace {

using namespace vmt::machine;
using vmt::bench::median;
using vmt::bench::Seconds;
using vmt::bench::time_of;

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

void first_command(Lab& lab) {
  CommandRequest request;
  request.command = "true";
  if (!lab.machine(0).run(request, patience()).succeeded()) std::exit(1);
}

double memory_of_children_mib() {
  double sum = 0;
  for (const auto child : vmt::bench::children_of(::getpid())) sum += vmt::bench::proportional_mib(child);
  return sum;
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
  fmt::print("{:<8} memory of {}: booted {:.0f} MiB   copies {:.0f} MiB\n", arguments[2], crowd, booted_mib,
             memory_of_children_mib());
}
