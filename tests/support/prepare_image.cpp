// For trying images by hand: prepares one in the cache and prints what QEMU would be given.
//
//     prepare_image AGENT tiny
//     prepare_image AGENT debian [PACKAGE...]
#include "machine/image.hpp"
#include "machine/trouble.hpp"

#include <cstdio>
#include <string>

namespace {

vmt::machine::ImageRequest request_of(int count, char** arguments) {
  if (std::string(arguments[2]) == "tiny") return vmt::machine::TinyImage{};
  vmt::machine::DebianImage image;
  for (int i = 3; i < count; ++i) image.packages.emplace_back(arguments[i]);
  return image;
}

}  // namespace

int main(int count, char** arguments) {
  using namespace vmt::machine;
  if (count < 3) {
    std::fprintf(stderr, "usage: prepare_image AGENT tiny | AGENT debian [PACKAGE...]\n");
    return 2;
  }
  try {
    ImageStore store(ImageStore::default_cache(), arguments[1]);
    const auto say = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
    const auto files = store.prepare(request_of(count, arguments), say, {});
    std::printf("kernel %s\ninitramfs %s\narguments %s\n", files.kernel.c_str(), files.initramfs.c_str(),
                files.kernel_arguments.c_str());
    for (const auto& disk : files.disks) std::printf("disk %s %s\n", disk.serial.c_str(), disk.file.c_str());
    if (!files.blank_disk.empty()) std::printf("blank %s\n", files.blank_disk.c_str());
    return 0;
  } catch (const Trouble& trouble) {
    std::fprintf(stderr, "%s\n", trouble.message.c_str());
    for (const auto& note : trouble.notes) std::fprintf(stderr, "  note: %s\n", note.c_str());
    for (const auto& help : trouble.helps) std::fprintf(stderr, "  help: %s\n", help.c_str());
    return 4;
  }
}
