// A request that is one frame to the guest and one frame back: configure, set_clock, power.
#pragma once

#include "machine/guest/agent_link.hpp"
#include "machine/guest/answer.hpp"

namespace vmt::machine::guest {

class SimpleRequest : public Request {
 public:
  // `answered` is called on the I/O thread when the answer is there.
  explicit SimpleRequest(std::function<void()> answered = [] {}) : answered_(std::move(answered)) {}

  const Answer& answer() const { return answer_; }

  void frame(agent::FrameType type, std::string_view payload) override {
    answer_.take(type, payload);
    answered_();
  }
  void lost(const Trouble& why) override {
    answer_.fail(why);
    answered_();
  }

 private:
  Answer answer_;
  std::function<void()> answered_;
};

}  // namespace vmt::machine::guest
