// The files and folders of the host that a script has read, and what was in them.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>

namespace vmt {

// The path and, in hexadecimal digits, what stands for its contents.
using FileContents = std::map<std::string, std::string>;

class HostFiles {
public:
  // To be called before it is read; from any thread. What it was when first read counts.
  void note(const std::filesystem::path& path);
  const FileContents& contents() const { return contents_; }

private:
  std::mutex mutex_;
  FileContents contents_;
};

// Contents, modes and names of a file or a folder; another text for another file. "missing" when there is
// none that can be read.
std::string contents_of(const std::filesystem::path& path);

}  // namespace vmt
