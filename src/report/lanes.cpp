#include "report/lanes.hpp"

#include <functional>

namespace vmt::report {
namespace {

class Tap : public Reporter {
public:
  explicit Tap(std::function<void(const Event&)> take) : take_(std::move(take)) {}
  void on(const Event& event) override { take_(event); }

private:
  std::function<void(const Event&)> take_;
};

}  // namespace

Lanes::Lanes(EventStream& out, std::size_t count) : out_(out), lanes_(count) {
  for (std::size_t i = 0; i < count; ++i) {
    lanes_[i].stream = std::make_unique<EventStream>(out.begin());
    lanes_[i].stream->add(std::make_unique<Tap>([this, i](const Event& event) { take(i, event); }));
  }
}

void Lanes::take(std::size_t index, const Event& event) {
  const std::lock_guard lock(mutex_);
  if (index <= told_)
    out_.pass(event);
  else
    lanes_[index].kept.push_back(event);
}

void Lanes::finish(std::size_t index) {
  const std::lock_guard lock(mutex_);
  lanes_[index].is_finished = true;
  while (told_ < lanes_.size() && lanes_[told_].is_finished) {
    if (++told_ == lanes_.size()) return;
    for (const auto& event : lanes_[told_].kept) out_.pass(event);
    lanes_[told_].kept.clear();
  }
}

}  // namespace vmt::report
