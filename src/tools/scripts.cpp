#include "tools/scripts.hpp"

#include <algorithm>
#include <utility>

#include "ast/parse.hpp"
#include "commands/commands.hpp"
#include "language/standard_library.hpp"
#include "source/load.hpp"

namespace vmt::tools {
namespace {

namespace fs = std::filesystem;

constexpr Problem<std::string_view> unreadable{{}, Severity::error, "{}", {}};

}  // namespace

// Loads each file once, however many scripts use it: then what is wrong with it is told once.
class Loader {
public:
  Loader(Sources& sources, Overlay overlay) : sources_(sources), overlay_(std::move(overlay)) {}

  tl::expected<const Source*, std::string> load_once(const std::string& path) {
    std::error_code error;
    const auto key = fs::weakly_canonical(path, error);
    if (error) return load(sources_, path);  // says itself why
    if (const auto known = loaded_.find(key); known != loaded_.end()) return known->second;
    const auto text = overlay_.find(key);
    const auto source = text == overlay_.end() ? load(sources_, path) : &sources_.add(path, text->second);
    if (source) loaded_.emplace(key, *source);
    return source;
  }

  // The file that `use "lib/db.vmt"` names: relative to the script that says so.
  const Source* load_used(const std::string& path, const Source& from) {
    const auto loaded = load_once((fs::path(from.name()).parent_path() / path).string());
    return loaded ? *loaded : nullptr;
  }

  // The module that `use std.http` names; null when there is none of that name.
  const Source* load_module(std::string_view name) {
    if (const auto known = modules_.find(name); known != modules_.end()) return known->second;
    const auto modules = standard_library();
    const auto module = std::ranges::find(modules, name, &Module::name);
    if (module == modules.end()) return nullptr;
    return modules_[module->name] = &sources_.add_module(std::string(name), std::string(module->text));
  }

private:
  Sources& sources_;
  const Overlay overlay_;
  std::map<fs::path, const Source*> loaded_;
  std::map<std::string_view, const Source*> modules_;
};

void read_scripts(const std::vector<std::string>& paths, Scripts& scripts, const Overlay& overlay) {
  scripts.loader = std::make_shared<Loader>(scripts.sources, overlay);
  auto& loader = *scripts.loader;
  scripts.options = {
      .catalogue = commands::catalogue(),
      .load = [&loader](const std::string& path, const Source& from) { return loader.load_used(path, from); },
      .load_module = [&loader](std::string_view name) { return loader.load_module(name); },
      .modules = module_names(),
      .interjection = {}};
  scripts.files.reserve(paths.size());  // programs may point into files
  for (const auto& path : paths) {
    const auto source = loader.load_once(path);
    if (!source) {
      scripts.diagnostics.report({}, unreadable, source.error());
      continue;
    }
    auto& file = scripts.files.emplace_back(parse(**source, scripts.diagnostics));
    scripts.programs.push_back(check(file, scripts.options, scripts.diagnostics));
  }
  scripts.diagnostics.sort(scripts.sources);
}

}  // namespace vmt::tools
