#include "machine/images/kernel.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "machine/images/bzimage.hpp"
#include "machine/images/download.hpp"
#include "machine/images/files.hpp"
#include "machine/images/modules.hpp"
#include "machine/images/sha256.hpp"
#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

// The package that always depends on the newest kernel of its kind, and where in the cache that is kept.
struct KernelPackage {
  const char* name;
  const char* entry;
};
constexpr KernelPackage cloud_package{"linux-image-cloud-amd64", "kernels/debian"};
constexpr KernelPackage generic_package{"linux-image-amd64", "kernels/debian-generic"};

const KernelPackage& package_of(KernelKind kind) {
  return kind == KernelKind::any ? cloud_package : generic_package;
}

// A kernel where its distribution or its builder has put it.
struct Source {
  fs::path image;
  fs::path modules;  // .../lib/modules
};

bool is_readable(const fs::path& file) {
  return ::access(file.c_str(), R_OK) == 0;
}

bool starts_with(const std::string& text, std::string_view start) {
  return text.rfind(start, 0) == 0;
}

std::vector<fs::path> items_of(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> items;
  for (const auto& item : fs::directory_iterator(folder, error)) items.push_back(item.path());
  std::sort(items.begin(), items.end());
  return items;
}

// The last one by name when there are several.
fs::path vmlinuz_in(const fs::path& folder) {
  fs::path found;
  for (const auto& item : items_of(folder))
    if (starts_with(item.filename().string(), "vmlinuz") && is_readable(item)) found = item;
  return found;
}

[[noreturn]] void reject(const std::string& setting, const std::string& why) {
  throw Trouble(TroubleKind::infrastructure, "VMT_KERNEL is `" + setting + "`, but " + why)
      .with_help("it names a vmlinuz, or a folder with a vmlinuz and the modules in lib/modules/VERSION");
}

Source source_from_setting(const std::string& setting) {
  std::error_code error;
  if (fs::is_directory(setting, error)) {
    const auto image = vmlinuz_in(setting);
    const auto image_in_boot = vmlinuz_in(fs::path(setting) / "boot");
    if (image.empty() && image_in_boot.empty()) reject(setting, "there is no readable `vmlinuz` in it");
    return {image.empty() ? image_in_boot : image, fs::path(setting) / "lib/modules"};
  }
  if (!is_readable(setting)) reject(setting, "it can't be read");
  const auto beside = fs::path(setting).parent_path() / "lib/modules";
  return {setting, fs::is_directory(beside, error) ? beside : fs::path("/lib/modules")};
}

bool has_9p(const fs::path& modules) {
  return !modules_in_order(modules, {"9p"}).empty();
}

// A kernel of this machine. Ubuntu's, for one, can be read by root only; a container has none.
std::optional<Source> installed_source(KernelKind kind = KernelKind::any) {
  std::optional<Source> found;
  for (const auto& item : items_of("/boot")) {
    const auto name = item.filename().string();
    constexpr std::string_view start = "vmlinuz-";
    if (!starts_with(name, start) || !is_readable(item)) continue;
    const auto drivers = fs::path("/lib/modules") / name.substr(start.size()) / "kernel/drivers/virtio";
    std::error_code error;
    if (kind == KernelKind::with_9p && !has_9p(fs::path("/lib/modules") / name.substr(start.size())))
      continue;
    if (fs::is_directory(drivers, error)) found = Source{item, "/lib/modules"};
  }
  return found;
}

std::string version_of(const Source& source, std::string_view image) {
  auto version = kernel_version(image);
  if (!version.empty()) return version;
  for (const auto& item : items_of(source.modules)) version = item.filename().string();
  return version;
}

void write_kernel(const fs::path& folder, std::string_view image) {
  const auto vmlinux = extract_vmlinux(image);
  write_file(folder / "kernel", vmlinux.empty() ? image : std::string_view(vmlinux));
}

// A kernel that is not in the cache yet: its vmlinux is kept there, its modules stay where they are.
Kernel keep(const Cache& cache, const Source& source, const Progress& progress, const Patience& patience) {
  const auto build = [&](const fs::path& unfinished) {
    const auto image = read_file(source.image);
    const auto version = version_of(source, image);
    write_kernel(unfinished, image);
    write_file(unfinished / "version", version);
  };
  const auto key = sha256(identity(source.image)).substr(0, 32);
  const auto folder = cache.entry("kernels/" + key, build, progress, patience);
  const auto version = read_file(folder / "version");
  const auto modules = source.modules / version;
  std::error_code error;
  if (version.empty() || !fs::is_directory(modules, error))
    throw Trouble(
        TroubleKind::infrastructure,
        "the kernel `" + source.image.string() + "` has no modules: `" + modules.string() + "` is not there");
  return {version, folder / "kernel", modules};
}

Kernel kernel_in_entry(const fs::path& folder) {
  const auto items = items_of(folder / "lib/modules");
  return {items.back().filename().string(), folder / "kernel", items.back()};
}

// modules.dep and its companions are made when a kernel package is installed, which this one is not.
void run_depmod(const fs::path& folder, const std::string& version, const Patience& patience) {
  auto depmod = find_tool("depmod");
  const auto kmod_folder = folder / "kmod";
  if (depmod.empty()) {
    fs::create_directories(kmod_folder);
    download_package("kmod", kmod_folder, patience);
    depmod = kmod_folder / "depmod";
    fs::create_symlink("bin/kmod", depmod);  // one program that acts as it is called
  }
  run_tool_or_throw({.arguments = {depmod.string(), "-b", folder.string(), version}},
                    "listing the kernel's modules", patience);
  fs::remove_all(kmod_folder);
}

Kernel download(const Cache& cache, KernelKind kind, const Progress& progress, const Patience& patience) {
  const std::string name = package_of(kind).name;
  const auto build = [&](const fs::path& unfinished) {
    progress("downloading Debian's kernel `" + name + "`");
    const auto dependencies = dependencies_of_package(name, patience);
    const auto package =
        std::find_if(dependencies.begin(), dependencies.end(),
                     [](const std::string& dependency) { return starts_with(dependency, "linux-image-"); });
    if (package == dependencies.end())
      throw Trouble(TroubleKind::infrastructure,
                    "there is no kernel for the guests: none is installed here, "
                    "and apt knows no package `" +
                        name + "`")
          .with_help("if apt's package lists are missing, run: sudo apt-get update")
          .with_help("or set VMT_KERNEL to a vmlinuz with its modules beside it in lib/modules");
    download_package(*package, unfinished, patience);
    const auto image = read_file(vmlinuz_in(unfinished / "boot"));
    write_kernel(unfinished, image);
    fs::remove_all(unfinished / "boot");
    fs::remove_all(unfinished / "usr");
    run_depmod(unfinished, kernel_version(image), patience);
  };
  return kernel_in_entry(cache.entry(package_of(kind).entry, build, progress, patience));
}

// Without links, and without the modes of folders: where nobody may write to the modules (the store of Nix),
// nobody but root could write to copies of their folders.
void copy_files(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const auto& item : fs::directory_iterator(from)) {
    const auto copy = to / item.path().filename();
    if (item.is_symlink()) continue;
    if (item.is_directory()) copy_files(item.path(), copy);
    if (item.is_regular_file()) fs::copy_file(item.path(), copy);
  }
}

}  // namespace

Kernel find_kernel(const Cache& cache, const Progress& progress, const Patience& patience, KernelKind kind) {
  if (const char* const setting = std::getenv("VMT_KERNEL"); setting != nullptr && *setting != '\0') {
    const auto kernel = keep(cache, source_from_setting(setting), progress, patience);
    if (kind == KernelKind::with_9p && !has_9p(kernel.modules))
      reject(setting, "that kernel has no 9p, by which a guest sees the files of the host");
    return kernel;
  }
  const auto* const entry = package_of(kind).entry;
  if (cache.has(entry)) return kernel_in_entry(cache.folder() / entry);
  if (const auto source = installed_source(kind)) return keep(cache, *source, progress, patience);
  return download(cache, kind, progress, patience);
}

fs::path bzimage_of(const Cache& cache, const Kernel& kernel, const Progress& progress,
                    const Patience& patience) {
  const auto build = [&](const fs::path& unfinished) {
    std::optional<Source> source = installed_source();
    if (const char* const setting = std::getenv("VMT_KERNEL"); setting != nullptr && *setting != '\0')
      source = source_from_setting(setting);
    auto image = source ? source->image : fs::path();
    if (!source || version_of(*source, read_file(image)) != kernel.version) {
      progress("downloading the kernel again, for machines with a display");
      download_package("linux-image-" + kernel.version, unfinished, patience);
      image = vmlinuz_in(unfinished / "boot");
    }
    const auto bytes = read_file(image);
    for (const auto* folder : {"boot", "usr", "lib"}) fs::remove_all(unfinished / folder);
    write_file(unfinished / "bzimage", bytes);
  };
  return cache.entry("kernels/bzimage-" + kernel.version, build, progress, patience) / "bzimage";
}

fs::path modules_image(const Cache& cache, const Kernel& kernel, const Progress& progress,
                       const Patience& patience) {
  const auto build = [&](const fs::path& unfinished) {
    require_tool("mkfs.erofs", "erofs-utils");
    progress("packing the kernel's modules");
    // The image holds the folder VERSION, since it is mounted at /usr/lib/modules.
    copy_files(kernel.modules, unfinished / "modules" / kernel.version);
    run_tool_or_throw(
        {.arguments = {"mkfs.erofs", "--quiet", "--all-root", (unfinished / "modules.erofs").string(),
                       (unfinished / "modules").string()}},
        "packing the kernel's modules", patience);
    fs::remove_all(unfinished / "modules");
  };
  const auto key = sha256(identity(kernel.modules / "modules.dep"));
  return cache.entry("modules/" + kernel.version + "-" + key.substr(0, 16), build, progress, patience) /
         "modules.erofs";
}

}  // namespace vmt::machine
