#include "check/files.hpp"

#include <fmt/format.h>

#include <unordered_map>

#include "ast/parse.hpp"
#include "check/paths.hpp"
#include "check/problems.hpp"

namespace vmt::checking {

namespace {

class Reader {
public:
  Reader(Context& context, Files& files) : context_(context), files_(files) {}

  void read(const ast::File& file, const std::string& key) {
    states_[key] = State::open;
    for (const ast::Statement& statement : file.body.statements)
      if (const auto* use = std::get_if<ast::Use>(&statement.node)) follow(*use, *file.source);
    states_[key] = State::done;
    files_.in_order.push_back(&file);
  }

  static std::string key_of(const Source& from, const std::string& path, bool is_module) {
    return is_module ? path : beside(from, path).lexically_normal().string();
  }

private:
  enum class State : std::uint8_t { open, done };

  void follow(const ast::Use& use, const Source& from) {
    const std::string key = key_of(from, use.path, use.is_module);
    const auto known = states_.find(key);
    if (known != states_.end()) {
      if (known->second == State::open)
        context_.report(use.path_span, use_cycle, use.path)
            .label("is being read already, because it uses this file");
      return;
    }
    const Source* source = load(use, from);
    if (!source) {
      states_[key] = State::done;
      return report_unreadable(use, from);
    }
    read(files_.used.emplace_back(parse(*source, context_.diagnostics)), key);
  }

  const Source* load(const ast::Use& use, const Source& from) const {
    const CheckOptions& options = context_.options;
    if (use.is_module) return options.load_module ? options.load_module(use.path) : nullptr;
    return options.load ? options.load(use.path, from) : nullptr;
  }

  void report_unknown_module(const ast::Use& use) {
    Diagnostic& diagnostic = context_.report(use.path_span, unknown_module, use.path);
    diagnostic.label("not in the standard library");
    const auto& modules = context_.options.modules;
    if (const auto near = context_.nearest(use.path, modules))
      diagnostic.fix(fmt::format("there is a module `{}`", *near), use.path_span, *near);
    else
      diagnostic.help(fmt::format("there are {}; a file of your own stands in quotes: `use \"lib/db.vmt\"`",
                                  fmt::join(modules, ", ")));
  }

  void report_unreadable(const ast::Use& use, const Source& from) {
    context_.doubts.miss_file();
    if (use.is_module) return report_unknown_module(use);
    Diagnostic& diagnostic = context_.report(use.path_span, unreadable_file, use.path);
    std::error_code error;
    const bool is_folder = std::filesystem::is_directory(beside(from, use.path), error);
    diagnostic.label(is_folder ? "this is a folder" : "cannot be read");
    if (is_folder)
      diagnostic.help(fmt::format("a file in it is meant: `use \"{}/name.vmt\"`", use.path));
    else if (const auto near = nearest_file(context_, from, use.path))
      diagnostic.fix(fmt::format("there is a file `{}`", *near), use.path_span, '"' + *near + '"');
  }

  Context& context_;
  Files& files_;
  std::unordered_map<std::string, State> states_;
};

}  // namespace

Files read_files(Context& context, const ast::File& root) {
  Files files;
  files.root = &root;
  Reader(context, files).read(root, std::filesystem::path(root.source->name()).lexically_normal().string());
  for (const ast::File* file : files.in_order) {
    context.allowances.read(*file);
    context.doubts.read(*file, context.diagnostics);
  }
  return files;
}

}  // namespace vmt::checking
