// Remembers what machines tell, for tests to look at.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "machine/machine.hpp"

namespace vmt::test {

class Recorder : public machine::Observer {
public:
  struct Told {
    std::size_t machine = 0;
    machine::Stage stage{};
    std::chrono::steady_clock::time_point time;
  };

  void stage(std::size_t machine, machine::Stage stage, std::string_view) override {
    const std::lock_guard lock(mutex_);
    // An image tells its progress as the same stage again and again.
    if (stage == machine::Stage::preparing_image && !stages_.empty() && stages_.back().stage == stage) return;
    stages_.push_back({machine, stage, std::chrono::steady_clock::now()});
  }
  void console_line(std::size_t, std::string_view line) override {
    const std::lock_guard lock(mutex_);
    console_.emplace_back(line);
  }
  void output(std::size_t, bool, std::string_view bytes) override {
    const std::lock_guard lock(mutex_);
    output_ += bytes;
  }
  void network(const machine::network::Change&) override {}

  std::vector<machine::Stage> stages_of(std::size_t machine) const {
    const std::lock_guard lock(mutex_);
    std::vector<machine::Stage> stages;
    for (const auto& told : stages_)
      if (told.machine == machine) stages.push_back(told.stage);
    return stages;
  }
  std::string output() const {
    const std::lock_guard lock(mutex_);
    return output_;
  }

private:
  mutable std::mutex mutex_;
  std::vector<Told> stages_;
  std::vector<std::string> console_;
  std::string output_;
};

}  // namespace vmt::test
