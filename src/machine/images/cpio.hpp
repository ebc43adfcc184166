// A cpio archive in the making ("newc", what the Linux kernel unpacks as an initramfs). All that is in it
// belongs to root and has no date, so that equal inputs give equal bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct archive;

namespace vmt::machine {

class Cpio {
public:
  Cpio();
  ~Cpio();
  Cpio(const Cpio&) = delete;
  Cpio& operator=(const Cpio&) = delete;

  // Paths are relative. A folder comes before what is in it.
  void folder(const std::string& path, unsigned mode = 0755);
  void file(const std::string& path, std::string_view contents, unsigned mode = 0644);
  void link(const std::string& path, const std::string& target);
  void character_device(const std::string& path, unsigned mode, unsigned major_number, unsigned minor_number);

  // Ends the archive and gives its bytes.
  std::string finish();

private:
  void header(const std::string& path, unsigned type_and_mode, std::string_view contents,
              const std::string& target, unsigned major_number, unsigned minor_number);

  std::unique_ptr<std::string> bytes_;  // libarchive keeps its address
  archive* archive_;
};

}  // namespace vmt::machine
