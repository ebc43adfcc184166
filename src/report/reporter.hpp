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
  using Clock = std::chrono::steady_clock;

  explicit EventStream(Clock::time_point begin = Clock::now()) : begin_(begin) {}

  Clock::time_point begin() const { return begin_; }
  void add(std::unique_ptr<Reporter> reporter) { reporters_.push_back(std::move(reporter)); }

  // From any thread.
  void emit(What what);
  // An event that has its time already.
  void pass(const Event& event);

private:
  std::mutex mutex_;
  const Clock::time_point begin_;
  std::vector<std::unique_ptr<Reporter>> reporters_;
};

}  // namespace vmt::report
