#include "machine/images/modules.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include "machine/images/files.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

// "virtio-net.ko.xz" -> "virtio_net": file names use either sign, the kernel one of them.
std::string module_name(const std::string& file_name) {
  auto name = file_name.substr(0, file_name.find('.'));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

bool is_compressed(const fs::path& file) {
  return file.extension() != ".ko";
}

std::map<std::string, fs::path> module_files(const fs::path& folder) {
  std::map<std::string, fs::path> files;
  for (const auto& item : fs::recursive_directory_iterator(folder)) {
    const auto file_name = item.path().filename().string();
    const auto dot = file_name.find('.');
    if (dot == std::string::npos || file_name.compare(dot, 3, ".ko") != 0) continue;
    files.emplace(module_name(file_name), item.path());
  }
  return files;
}

// From the section .modinfo, whose entries end in zero bytes: "depends=virtio,virtio_ring".
std::vector<std::string> dependencies(const std::string& contents) {
  constexpr std::string_view key("\0depends=", 9);
  const auto found = contents.find(key);
  if (found == std::string::npos) return {};
  std::istringstream list(std::string(contents.c_str() + found + key.size()));
  std::vector<std::string> names;
  for (std::string name; std::getline(list, name, ',');) names.push_back(module_name(name));
  return names;
}

class Collector {
public:
  explicit Collector(const fs::path& folder) : files_(module_files(folder)) {}

  void add(const std::string& name) {
    const auto file = files_.find(name);
    if (file == files_.end()) return;
    const auto path = file->second;
    files_.erase(file);  // each once
    auto contents = read_file(path);
    if (is_compressed(path)) contents = decompress(contents);
    for (const auto& needed : dependencies(contents)) add(needed);
    modules_.push_back({name, std::move(contents)});
  }

  std::vector<Module> take() { return std::move(modules_); }

private:
  std::map<std::string, fs::path> files_;
  std::vector<Module> modules_;
};

}  // namespace

std::vector<Module> modules_in_order(const fs::path& folder, const std::vector<std::string>& names) {
  Collector collector(folder);
  for (const auto& name : names) collector.add(name);
  return collector.take();
}

}  // namespace vmt::machine
