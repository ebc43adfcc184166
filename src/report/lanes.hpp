// Events of things that go on at the same time, told one thing after the other: nothing is interleaved.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "report/reporter.hpp"

namespace vmt::report {

// Each lane is a stream. The first lane that has not finished is told as it happens; what comes on later
// ones is kept until their turn.
class Lanes {
public:
  Lanes(EventStream& out, std::size_t count);

  EventStream& lane(std::size_t index) { return *lanes_[index].stream; }
  // No more events come on this lane.
  void finish(std::size_t index);

private:
  struct Lane {
    std::unique_ptr<EventStream> stream;
    std::deque<Event> kept;
    bool is_finished = false;
  };

  void take(std::size_t index, const Event& event);

  EventStream& out_;
  std::mutex mutex_;
  std::vector<Lane> lanes_;
  std::size_t told_ = 0;  // the lane that is told as it happens
};

}  // namespace vmt::report
