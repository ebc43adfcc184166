// Scripts named on the command line, made into programs: load, parse, check.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "check/program.hpp"
#include "diagnostic/diagnostic.hpp"
#include "source/source.hpp"

namespace vmt::tools {

// Texts that stand in for files, by canonical path: a script that is being repaired, or one that an
// editor has not saved.
using Overlay = std::map<std::filesystem::path, std::string>;

class Loader;

// Holds everything that programs point into.
struct Scripts {
  Sources sources;
  Diagnostics diagnostics;
  std::vector<ast::File> files;  // as named on the command line; those that cannot be read are left out
  std::vector<program::Program> programs;  // of `files`
  // How they were checked, to check one again: then used files are those that were read the first time.
  CheckOptions options;
  std::shared_ptr<Loader> loader;
};

// Reads and checks every file; nothing starts. A file that cannot be read is a diagnostic without a code,
// and does not keep the others from being checked. Diagnostics are in the order of files and places.
void read_scripts(const std::vector<std::string>& paths, Scripts& scripts, const Overlay& overlay = {});

}  // namespace vmt::tools
