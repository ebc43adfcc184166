// What machines tell, as events of the run.
#pragma once

#include <atomic>

#include "machine/machine.hpp"
#include "report/reporter.hpp"

namespace vmt {

class LabObserver : public machine::Observer {
public:
  LabObserver(const machine::LabConfig& config, report::EventStream& events)
      : config_(config), events_(&events) {}

  // From now on events go there.
  void tell(report::EventStream& events) { events_ = &events; }

  void stage(std::size_t machine, machine::Stage stage, std::string_view detail) override;
  void console_line(std::size_t machine, std::string_view line) override;
  void output(std::size_t machine, bool is_errors, std::string_view bytes) override;
  void network(const machine::network::Change& change) override;

private:
  const std::string& name(std::size_t machine) const { return config_.machines[machine].name; }

  const machine::LabConfig& config_;
  std::atomic<report::EventStream*> events_;
};

}  // namespace vmt
