#include "tools/run_settings.hpp"

#include <cstdlib>

#include "tools/command_line_error.hpp"

namespace vmt::tools {

void RunSettings::add_to(CLI::App& app) {
  app.add_option("--set", parameters, "Give a `param` of the script a value")
      ->option_text("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_option("--timeout-scale", options.timeout_scale, "Multiply every time limit")
      ->check(positive_number())
      ->option_text("N")
      ->envname("VMT_TIMEOUT_SCALE");
  app.add_option("--accel", options.lab.accelerator, "kvm or tcg; unless given, what works")
      ->check(one_of({"kvm", "tcg"}))
      ->option_text("NAME")
      ->envname("VMT_ACCEL");
  app.add_option("--cache-dir", options.lab.cache, "Where images and machines are kept")->option_text("DIR");
  app.add_option("--seed", options.lab.seed, "Decides on all that is left to chance")
      ->check(whole_number(0))
      ->option_text("N");
  app.add_option("--capture", options.lab.capture, "Write the frames of every network there")
      ->option_text("DIR");
}

// The agent program lies beside vmt's own; $VMT_AGENT names another.
std::filesystem::path RunSettings::agent_program() {
  if (const char* const named = std::getenv("VMT_AGENT")) return named;
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "vmt-agent";
}

}  // namespace vmt::tools
