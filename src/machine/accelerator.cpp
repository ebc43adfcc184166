#include "machine/accelerator.hpp"

#include <fmt/format.h>

#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

bool has_flag_of_virtualisation() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("flags")) continue;
    std::istringstream words(line);
    for (std::string word; words >> word;)
      if (word == "vmx" || word == "svm") return true;
    return false;  // the other processors are like the first
  }
  return false;
}

std::string read_word(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

}  // namespace

AcceleratorFacts accelerator_facts(const std::string& asked, const std::filesystem::path& cache) {
  AcceleratorFacts facts;
  facts.asked = asked;
  if (const char* variable = std::getenv("VMT_ACCEL"); facts.asked.empty() && variable != nullptr)
    facts.asked = variable;
  facts.has_processor_flag = has_flag_of_virtualisation();
  facts.can_open_kvm = ::access("/dev/kvm", R_OK | W_OK) == 0;
  utsname host{};
  ::uname(&host);
  facts.verdict = cache / ("accelerator-" + std::string(host.release));
  return facts;
}

std::optional<std::string> known_accelerator(const AcceleratorFacts& facts) {
  if (facts.asked == "kvm" || facts.asked == "tcg") return facts.asked;
  if (!facts.asked.empty())
    throw Trouble(TroubleKind::infrastructure, fmt::format("there is no accelerator `{}`", facts.asked))
        .with_help("use `kvm` (the processor's virtualisation) or `tcg` (translation)");
  if (!facts.has_processor_flag || !facts.can_open_kvm) return "tcg";
  if (const auto known = read_word(facts.verdict); known == "kvm" || known == "tcg") return known;
  return std::nullopt;
}

std::string choose_accelerator(const AcceleratorFacts& facts, const std::function<bool()>& trial) {
  if (const auto known = known_accelerator(facts)) return *known;
  const std::string verdict = trial() ? "kvm" : "tcg";
  std::error_code error;
  std::filesystem::create_directories(facts.verdict.parent_path(), error);
  std::ofstream(facts.verdict) << verdict << '\n';  // without it, the next run tries again
  return verdict;
}

}  // namespace vmt::machine
