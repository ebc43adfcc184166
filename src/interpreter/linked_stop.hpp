// A stop source that is also stopped when an outer token is: a part of the work can be stopped alone,
// and all of it together.
#pragma once

#include <functional>
#include <stop_token>

namespace vmt {

class LinkedStop {
public:
  explicit LinkedStop(const std::stop_token& outer) : forward_(outer, Request{source_}) {}

  std::stop_token token() const { return source_.get_token(); }
  void request_stop() { source_.request_stop(); }
  bool stop_requested() const { return source_.stop_requested(); }

private:
  struct Request {
    std::stop_source source;
    void operator()() { source.request_stop(); }
  };

  std::stop_source source_;
  std::stop_callback<Request> forward_;
};

}  // namespace vmt
