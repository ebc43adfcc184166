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
std::vector<std::string> entries(const std::string& contents, const std::string& name) {
  const auto key = std::string(1, '\0') + name + "=";
  std::vector<std::string> values;
  for (auto found = contents.find(key); found != std::string::npos; found = contents.find(key, found + 1))
    values.emplace_back(contents.c_str() + found + key.size());
  return values;
}

std::vector<std::string> dependencies(const std::string& contents) {
  const auto lists = entries(contents, "depends");
  std::istringstream list(lists.empty() ? "" : lists.front());
  std::vector<std::string> names;
  for (std::string name; std::getline(list, name, ',');) names.push_back(module_name(name));
  return names;
}

// An alias that names a bus is that of a device; the others are of file systems and the like ("fs-erofs").
std::vector<std::string> device_aliases(const std::string& contents) {
  auto aliases = entries(contents, "alias");
  std::erase_if(aliases, [](const auto& alias) { return alias.find(':') == std::string::npos; });
  return aliases;
}

class Collector {
public:
  explicit Collector(const fs::path& folder) : files_(module_files(folder)) {}

  void add(const std::string& name) {
    const auto file = files_.find(name);
    if (file == files_.end()) return;
    const auto path = file->second;
    files_.erase(file);  // each once
    Module module{.name = name, .contents = read_file(path), .aliases = {}, .needs = {}};
    if (is_compressed(path)) module.contents = decompress(module.contents);
    module.aliases = device_aliases(module.contents);
    for (const auto& needed : dependencies(module.contents)) {
      add(needed);
      add_need(module, needed);
    }
    modules_.push_back(std::move(module));
  }

  std::vector<Module> take() { return std::move(modules_); }

private:
  // With all that it needs itself.
  void add_need(Module& module, const std::string& needed) {
    const auto found = std::ranges::find(modules_, needed, &Module::name);
    if (found == modules_.end()) return;  // built into the kernel
    auto names = found->needs;
    names.push_back(needed);
    for (const auto& name : names)
      if (std::ranges::find(module.needs, name) == module.needs.end()) module.needs.push_back(name);
  }

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
