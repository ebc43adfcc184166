// What is known of a script's tests from earlier runs, in a file of the cache: how long they took, which
// failed last.
#pragma once

#include <filesystem>

#include "interpreter/select.hpp"

namespace vmt {

class RecordFile {
public:
  // `script`: the path of the script, by which its records are found again.
  RecordFile(const std::filesystem::path& cache, const std::filesystem::path& script);

  // Empty when there are none, or none that can be read: they are a help, never a must.
  Records load() const;
  // Keeps these, and those of tests that did not run now. Does nothing when the file can't be written.
  void store(const Records& records) const;

private:
  std::filesystem::path file_;
};

}  // namespace vmt
