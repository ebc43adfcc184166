// Where events go. The stream gives each event its time and hands it to every reporter, one at a time.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "report/event.hpp"

namespace vmt::report {

// A reader of events. `on` is never called by two threads at the same time.
class Reporter {
public:
  virtual ~Reporter() = default;
  virtual void on(const Event& event) = 0;
};

class EventStream {
public:
  void add(std::unique_ptr<Reporter> reporter) { reporters_.push_back(std::move(reporter)); }

  // From any thread.
  void emit(What what);

private:
  std::mutex mutex_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<Reporter>> reporters_;
};

}  // namespace vmt::report
