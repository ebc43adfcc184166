// A request that is one frame to the guest and one frame back: configure, set_clock, power.
#pragma once

#include "machine/guest/agent_link.hpp"
#include "machine/guest/answer.hpp"

namespace vmt::machine::guest {

class SimpleRequest : public Request {
public:
  using OnAnswer = std::function<void(const Answer&)>;

  // `on_answer` is called when the answer is there: on the I/O thread, or at once when the guest is gone.
  explicit SimpleRequest(OnAnswer on_answer = [](const Answer&) {}) : on_answer_(std::move(on_answer)) {}

  const Answer& answer() const { return answer_; }

  void frame(agent::FrameType type, std::string_view payload) override {
    answer_.take(type, payload);
    on_answer_(answer_);
  }
  void lost(const Trouble& why) override {
    answer_.fail(why);
    on_answer_(answer_);
  }

private:
  Answer answer_;
  OnAnswer on_answer_;
};

}  // namespace vmt::machine::guest
