// Writes what a guest sends to the host's file system, and nowhere but below one path.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "machine/descriptor.hpp"
#include "machine/guest/entry.hpp"

namespace vmt::machine::guest {

class TreeWriter {
public:
  explicit TreeWriter(std::filesystem::path top) : top_(std::move(top)) {}

  // All throw Trouble (refused) with the host's reason.
  void begin(const Entry& entry);
  void data(std::string_view bytes);  // of the file that began last
  // Gives folders their modes and times, which writing into them would have hindered or changed.
  void finish();

private:
  std::filesystem::path place_of(const Entry& entry) const;
  void begin_file(const std::filesystem::path& path, const Entry& entry);
  void finish_file();

  std::filesystem::path top_;
  Descriptor file_;
  Entry entry_;
  std::filesystem::path path_;
  std::vector<std::pair<std::filesystem::path, Entry>> folders_;
};

}  // namespace vmt::machine::guest
