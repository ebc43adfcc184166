#include "tools/fix.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <utility>

namespace vmt::tools {
namespace {

namespace fs = std::filesystem;

// The edits of one round, none of which overlap.
class Round {
public:
  explicit Round(const std::vector<const Source*>& sources) : sources_(sources) {}

  // All edits of the fix or none.
  bool take(const Fix& fix) {
    for (auto edit = fix.edits.begin(); edit != fix.edits.end(); ++edit) {
      if (insert(*edit)) continue;
      for (auto taken = fix.edits.begin(); taken != edit; ++taken) edits_.erase(key_of(*taken));
      return false;
    }
    return !fix.edits.empty();
  }

  std::string text_of(const Source& source) const {
    std::string text;
    std::size_t copied = 0;
    for (auto at = edits_.lower_bound({&source, 0}); at != edits_.end() && at->first.first == &source; ++at) {
      const Edit& edit = *at->second;
      text += source.text().substr(copied, edit.span.begin - copied);
      text += edit.replacement;
      copied = edit.span.end;
    }
    return text += source.text().substr(copied);
  }

private:
  using Key = std::pair<const Source*, std::uint32_t>;
  static Key key_of(const Edit& edit) { return {edit.span.source, edit.span.begin}; }

  bool insert(const Edit& edit) {
    if (std::ranges::find(sources_, edit.span.source) == sources_.end()) return false;
    const auto next = edits_.lower_bound(key_of(edit));
    if (next != edits_.end() && next->first.first == edit.span.source) {
      // Two insertions at one place overlap, too: which would be first?
      if (next->first.second == edit.span.begin || next->first.second < edit.span.end) return false;
    }
    if (next != edits_.begin()) {
      const Span& before = std::prev(next)->second->span;
      if (before.source == edit.span.source && before.end > edit.span.begin) return false;
    }
    edits_.emplace_hint(next, key_of(edit), &edit);
    return true;
  }

  const std::vector<const Source*>& sources_;
  std::map<Key, const Edit*> edits_;
};

const Fix* certain_fix(const Diagnostic& diagnostic) {
  const auto found =
      std::ranges::find(diagnostic.fixes, Applicability::machine_applicable, &Fix::applicability);
  return found == diagnostic.fixes.end() ? nullptr : &*found;
}

}  // namespace

std::vector<FixedFile> apply_fixes(const Diagnostics& diagnostics,
                                   const std::vector<const Source*>& sources) {
  Round round(sources);
  std::vector<FixedFile> fixed;
  for (const Source* source : sources) fixed.push_back({source->name(), {}, {}});
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    const Fix* const fix = certain_fix(diagnostic);
    if (!fix || !round.take(*fix)) continue;
    const auto index = std::ranges::find(sources, fix->edits.front().span.source) - sources.begin();
    fixed[static_cast<std::size_t>(index)].codes.push_back(diagnostic.code);
  }
  for (std::size_t index = 0; index < sources.size(); ++index)
    fixed[index].text = round.text_of(*sources[index]);
  return fixed;
}

std::vector<FixedFile> fix_scripts(const std::vector<std::string>& paths) {
  Overlay overlay;
  std::vector<FixedFile> all;
  for (int round = 0; round < most_fix_rounds; ++round) {
    Scripts scripts;
    read_scripts(paths, scripts, overlay);
    std::vector<const Source*> sources;
    for (const auto& file : scripts.files)
      if (std::ranges::find(sources, file.source) == sources.end()) sources.push_back(file.source);

    bool has_changed = false;
    for (auto& fixed : apply_fixes(scripts.diagnostics, sources)) {
      std::error_code error;
      const auto key = fs::canonical(fixed.path, error);
      if (fixed.codes.empty() || error) continue;
      has_changed = true;
      overlay[key] = fixed.text;
      const auto known = std::ranges::find(all, fixed.path, &FixedFile::path);
      if (known == all.end()) {
        all.push_back(std::move(fixed));
        continue;
      }
      known->text = std::move(fixed.text);
      known->codes.insert(known->codes.end(), fixed.codes.begin(), fixed.codes.end());
    }
    if (!has_changed) break;
  }
  return all;
}

}  // namespace vmt::tools
