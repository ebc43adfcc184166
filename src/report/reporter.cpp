#include "report/reporter.hpp"

namespace vmt::report {

void EventStream::emit(What what) {
  const std::lock_guard lock(mutex_);
  const Event event{Clock::now() - begin_, std::move(what)};
  for (const auto& reporter : reporters_) reporter->on(event);
}

void EventStream::pass(const Event& event) {
  const std::lock_guard lock(mutex_);
  for (const auto& reporter : reporters_) reporter->on(event);
}

}  // namespace vmt::report
