// Ctrl-C and its relatives: the first asks the run to stop and clean up, the second ends it.
#pragma once

#include <atomic>
#include <mutex>
#include <stop_token>
#include <thread>

namespace vmt::tools {

// While it lives, SIGINT, SIGTERM and SIGHUP request a stop. Make it before any other thread, since
// threads inherit which signals they leave to it. SIGPIPE is ignored: a reader of our output that goes
// away must not end the machines' owner.
class Interrupt {
public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const { return stop_.get_token(); }
  int signal_number() const { return signal_; }  // 0: none came

  // As the first Ctrl-C does.
  void stop_run();

  // While it lives, Ctrl-C stops what it is for, and not the run. An outer one waits for the end of an inner one.
  class Diversion {
  public:
    Diversion(Interrupt& interrupt, std::stop_source to);
    ~Diversion();
    Diversion(const Diversion&) = delete;
    Diversion& operator=(const Diversion&) = delete;

  private:
    Interrupt& interrupt_;
    std::stop_source outer_;
  };

private:
  bool begin_stop(int number);
  bool divert();

  std::stop_source stop_;
  std::atomic<int> signal_ = 0;
  std::mutex mutex_;
  std::stop_source diverted_{std::nostopstate};  // where Ctrl-C goes instead
  std::jthread waiter_;
};

}  // namespace vmt::tools
