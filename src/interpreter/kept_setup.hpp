// The machines as `setup` left them, kept in the cache from one run to the next (`--cache`).
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "interpreter/host_files.hpp"
#include "interpreter/kept_value.hpp"
#include "interpreter/setup_key.hpp"
#include "interpreter/test_runner.hpp"
#include "machine/images/cache.hpp"

namespace vmt {

class KeptSetup {
public:
  // Runs `setup`, telling the files that it reads, and gives where tests begin then. Throws Failure.
  using Make = std::function<Start(HostFiles&)>;

  // All but `globals`, the values of the file-level bindings, must outlive this. `images`: of each machine.
  KeptSetup(const program::Program& program, const RunOptions& options, const machine::LabConfig& config,
            const std::vector<machine::BootFiles>& images, std::vector<Value> globals,
            report::EventStream& events, std::stop_token interrupt);

  // What an earlier run has kept, or what `make` gives, kept for the next run. Two runs at once make it once:
  // the other waits. Whatever is in the way of keeping is told to the events, and is no failure. Throws
  // Failure.
  Start begin(const Make& make);

private:
  std::optional<Start> take_or_make(const Make& make);
  std::optional<Start> take(const std::filesystem::path& folder);
  void write(const std::filesystem::path& unfinished, const State& state);
  nlohmann::json changed_values(const State& state, const KeptJobs& jobs) const;
  std::string why_not_kept(const Start& start) const;
  void tell_difference() const;
  void make_room() const;
  void tell(report::KeptStage stage, const std::string& detail, report::Duration duration = {}) const;

  const RunOptions& options_;
  const machine::LabConfig& config_;
  const std::vector<Value> globals_;
  report::EventStream& events_;
  const std::stop_token interrupt_;
  const SetupReach reach_;
  const std::string script_;
  const std::string series_;  // the beginning of the names of all that is kept of this script
  SetupKey key_;
  std::string name_;  // in the cache
  HostFiles files_;
};

}  // namespace vmt
