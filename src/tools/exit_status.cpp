#include "tools/exit_status.hpp"

namespace vmt::tools {

const std::vector<ExitMeaning>& exit_meanings() {
  static const std::vector<ExitMeaning> meanings = {
      {"0", "the tests passed", "The tests passed."},
      {"1", "a test failed", "A test failed."},
      {"2", "the command line is wrong", "The command line is wrong."},
      {"3", "the script is wrong", "The script is wrong; nothing was started."},
      {"4", "the infrastructure failed", "The infrastructure failed: there is no QEMU, no image, no memory."},
      {"5", "no test was selected", "No test was selected."},
      {"70", "a fault of vmt", "A fault of vmt itself."},
      {"130, 143", "interrupted", "Interrupted; all machines have ended."},
  };
  return meanings;
}

}  // namespace vmt::tools
