// A command of the script that a person wants to see while it goes on.
#pragma once

#include "interpreter/interpreter.hpp"

namespace vmt {

// Whether a row does something to machines or waits for them, rather than compute a value.
bool is_action(const Form& form);

// Tells the run's events that the command at `span` began, and when this is destroyed, how it ended.
class Action {
public:
  Action(World& world, std::uint32_t branch, Span span);
  ~Action();
  Action(const Action&) = delete;
  Action& operator=(const Action&) = delete;

  // Tells how far it is, but not more often than a person can read.
  void tell_progress(const std::string& progress);
  void succeeded() { ok_ = true; }

private:
  World& world_;
  std::uint64_t id_;
  std::string text_;
  Deadline::Clock::time_point begin_ = Deadline::Clock::now();
  Deadline::Clock::time_point told_ = begin_;
  bool ok_ = false;
};

}  // namespace vmt
