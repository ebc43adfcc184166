#include "interpreter/kept_setup.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "interpreter/kept_value.hpp"
#include "machine/images/files.hpp"
#include "machine/images/inventory.hpp"
#include "machine/images/sha256.hpp"
#include "machine/kept/lab_files.hpp"

namespace vmt {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using machine::Trouble;
using machine::TroubleKind;
using nlohmann::json;

constexpr auto kept_folder = "kept";  // of the cache
// What it was made of, to be looked at without the rest; and the rest, behind its checksum.
constexpr auto origin_name = "origin";
constexpr auto state_name = "state";
constexpr std::size_t digits_of_name = 16;

// A script that is being worked on changes all the time: the state before the last change may be wanted again
// (`git stash`), those before it hardly.
constexpr std::size_t most_states_of_a_script = 2;
// Of all scripts together: states are as large as the memory that their machines use.
constexpr std::size_t most_states = 20;

// Another run may remove what this one has just found; more than this is no bad luck.
constexpr int most_attempts = 5;

// What ends the making of an entry: the machines are there, and are not to be kept.
struct NotKept {
  std::string why;
};

std::string series_of(const std::string& script) {
  std::error_code error;
  const auto path = fs::weakly_canonical(script, error).string();
  return fmt::format("{}-{}-", fs::path(script).stem().string(), machine::sha256(path).substr(0, 8));
}

json origin_of(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder / origin_name, error)) return {};
  return json::parse(machine::read_file(folder / origin_name), nullptr, /*allow_exceptions=*/false);
}

// The first file that is not what it was.
std::string changed_file(const json& origin) {
  for (const auto& [path, contents] : origin.at("files").get<FileContents>())
    if (contents_of(path) != contents) return fmt::format("the file `{}`", path);
  return {};
}

json read_state(const fs::path& folder) {
  const auto bytes = machine::read_file(folder / state_name);
  const auto body = bytes.substr(std::min(bytes.size(), machine::sha256("").size()));
  if (machine::sha256(body) + body != bytes)
    throw Trouble(TroubleKind::infrastructure,
                  fmt::format("`{}` is damaged", (folder / state_name).string()));
  return json::from_cbor(body);
}

}  // namespace

KeptSetup::KeptSetup(const program::Program& program, const RunOptions& options,
                     const machine::LabConfig& config, const std::vector<machine::BootFiles>& images,
                     std::vector<Value> globals, report::EventStream& events, std::stop_token interrupt)
    : options_(options),
      config_(config),
      globals_(std::move(globals)),
      events_(events),
      interrupt_(std::move(interrupt)),
      reach_(reach_of_setup(program)),
      script_(program.source->name()),
      series_(series_of(script_)),
      key_(key_of_setup(program, reach_, globals_, config, images, options)),
      name_(fmt::format("{}/{}{}", kept_folder, series_, digest_of(key_).substr(0, digits_of_name))) {}

void KeptSetup::tell(report::KeptStage stage, const std::string& detail, report::Duration duration) const {
  events_.emit(report::KeptSetup{stage, detail, duration});
}

Start KeptSetup::begin(const Make& make) {
  auto why = reach_.why_not_kept;
  if (!options_.lab.capture.empty()) why = "`--capture` wants the frames of `setup`, too";
  if (options_.pauser) why = "a person may change them in a `pause`";
  for (int attempt = 0; why.empty() && attempt < most_attempts; ++attempt)
    if (auto start = take_or_make(make)) return std::move(*start);
  tell(report::KeptStage::refused, why.empty() ? "another run is using what is no longer right" : why);
  return make(files_);
}

// Nothing: it has to be tried again.
std::optional<Start> KeptSetup::take_or_make(const Make& make) {
  const machine::Cache cache(fs::absolute(options_.lab.cache));
  std::optional<Start> made;
  const auto build = [&](const fs::path& unfinished) {
    tell_difference();
    made = make(files_);
    if (const auto why = why_not_kept(*made); !why.empty()) throw NotKept{why};
    write(unfinished, *std::get<StatePtr>(*made));
  };
  const auto waits = [&](const std::string&) {
    events_.emit(report::Logged{"waiting for another run, which makes the same machines"});
  };
  const Patience patience{Deadline::never(), interrupt_};
  std::string why;
  try {
    const auto folder = cache.entry(name_, build, waits, patience);
    if (!made) return take(folder);
    tell(report::KeptStage::kept, name_);
    make_room();
    return made;
  } catch (const NotKept& not_kept) {
    why = not_kept.why;
  } catch (const Trouble& trouble) {
    if (trouble.kind == TroubleKind::stopped) throw failure_of(trouble, {});
    why = trouble.message;
  }
  tell(report::KeptStage::refused, why);
  std::error_code error;
  fs::remove_all(cache.folder() / (name_ + std::string(machine::unfinished_ending)), error);
  return made ? std::move(*made) : make(files_);
}

std::optional<Start> KeptSetup::take(const fs::path& folder) {
  const auto begin = Clock::now();
  const machine::Cache cache(fs::absolute(options_.lab.cache));
  auto guard = cache.guard(name_);
  if (!guard.is_open() || !cache.has(name_)) return std::nullopt;
  try {
    if (const auto changed = changed_file(origin_of(folder)); !changed.empty()) {
      tell(report::KeptStage::changed, changed);
    } else {
      const auto written = read_state(folder);
      KeptJobs jobs;
      auto lab = machine::read_lab(written.at("machines"), config_, folder, std::move(guard), jobs);
      auto globals = globals_;
      for (const auto& [index, value] : written.at("globals").get<std::map<std::size_t, json>>())
        globals.at(index) = kept_value(value, jobs);
      tell(report::KeptStage::taken, name_, Clock::now() - begin);
      return Start(std::make_shared<const State>(State{std::move(lab), std::move(globals), {}}));
    }
  } catch (const Trouble& trouble) {
    tell(report::KeptStage::damaged, trouble.message);
  } catch (const std::exception& error) {  // of the JSON library, and of numbers that are too large
    tell(report::KeptStage::damaged, fmt::format("`{}`: {}", folder.string(), error.what()));
  }
  guard = {};
  cache.discard(name_);
  return std::nullopt;
}

std::string KeptSetup::why_not_kept(const Start& start) const {
  const auto* const state = std::get_if<StatePtr>(&start);
  if (state == nullptr) return "they can't be copied";
  if ((*state)->machines->is_copy()) return "`setup` makes checkpoints";
  return {};
}

// The values that `setup` has changed, by their numbers.
json KeptSetup::changed_values(const State& state, const KeptJobs& jobs) const {
  std::map<std::size_t, json> changed;
  for (std::size_t i = 0; i < state.globals.size(); ++i) {
    if (state.globals[i] == globals_[i]) continue;
    auto written = to_json(state.globals[i], jobs);
    if (!written)
      throw NotKept{"`setup` assigns a small function, or a command that was lost, to a variable"};
    changed[i] = std::move(*written);
  }
  return changed;
}

void KeptSetup::write(const fs::path& unfinished, const State& state) {
  fs::permissions(unfinished, fs::perms::owner_all);
  KeptJobs jobs;
  const auto later = fs::absolute(options_.lab.cache) / name_;
  json written;
  written["machines"] =
      machine::write_lab(*state.machines, unfinished, later, jobs, {Deadline::never(), interrupt_});
  written["globals"] = changed_values(state, jobs);
  const auto bytes = json::to_cbor(written);
  const std::string body(bytes.begin(), bytes.end());
  machine::write_file(unfinished / state_name, machine::sha256(body) + body);
  machine::write_file(unfinished / origin_name, json{{"key", key_}, {"files", files_.contents()}}.dump(1));
  machine::write_file(unfinished / machine::about_name, fmt::format("after setup of {}", script_));
}

// Against what was used last of all that was kept of the script.
void KeptSetup::tell_difference() const {
  const auto cache = fs::absolute(options_.lab.cache);
  std::optional<machine::CachedItem> latest;
  for (auto& item : machine::items_in_cache(cache))
    if (item.is_whole && item.name.starts_with(fmt::format("{}/{}", kept_folder, series_)) &&
        (!latest || item.last_use > latest->last_use))
      latest = std::move(item);
  if (!latest) return;
  const auto origin = origin_of(cache / latest->name);
  if (origin.is_object() && origin.contains("key"))
    tell(report::KeptStage::changed, difference(origin["key"].get<SetupKey>(), key_));
}

void KeptSetup::make_room() const {
  const auto cache = fs::absolute(options_.lab.cache);
  const auto series = fmt::format("{}/{}", kept_folder, series_);
  auto items = machine::items_in_cache(cache);
  std::ranges::sort(items, std::ranges::greater{}, &machine::CachedItem::last_use);
  std::size_t states = 0;
  std::size_t states_of_this_script = 0;
  for (const auto& item : items) {
    if (!item.name.starts_with(std::string(kept_folder) + "/")) continue;
    const bool is_one_too_many =
        ++states > most_states ||
        (item.name.starts_with(series) && ++states_of_this_script > most_states_of_a_script);
    if (!item.is_whole || is_one_too_many) machine::remove(cache, item);
  }
}

}  // namespace vmt
