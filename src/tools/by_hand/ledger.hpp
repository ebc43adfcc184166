// What the machines of a kept network are doing now, written down from the events of its run.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "report/reporter.hpp"

namespace vmt::tools {

class Ledger {
public:
  struct Entry {
    report::MachineStage stage = report::MachineStage::off;
    bool was_started = false;
    std::string detail;
  };

  void note(const report::MachineChanged& change);
  Entry of(const std::string& machine) const;

  // Waits until no machine runs that once did, or until stopped.
  void wait_until_all_are_gone(const std::stop_token& stop);

private:
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Entry> machines_;
};

// A reader of events that keeps a ledger, which outlives it.
class LedgerKeeper : public report::Reporter {
public:
  explicit LedgerKeeper(Ledger& ledger) : ledger_(ledger) {}
  void on(const report::Event& event) override {
    if (const auto* change = std::get_if<report::MachineChanged>(&event.what)) ledger_.note(*change);
  }

private:
  Ledger& ledger_;
};

}  // namespace vmt::tools
