// Signals as something to read: for commands that wait for a person and a network at the same time.
#pragma once

#include <signal.h>

#include <initializer_list>
#include <optional>

#include "machine/descriptor.hpp"

namespace vmt::tools {

// From its making on these signals are not delivered; `next` gives them one by one. Made before any
// thread.
class SignalWatch {
public:
  explicit SignalWatch(std::initializer_list<int> signals);
  ~SignalWatch();  // those not taken are delivered now
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  int descriptor() const { return descriptor_.get(); }  // readable when there is one
  std::optional<int> next();

private:
  sigset_t before_{};
  machine::Descriptor descriptor_;
};

}  // namespace vmt::tools
