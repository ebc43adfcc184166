// The one thread on which all input and output happens: channels to QEMU, the switch, child
// processes.
//
// What runs here must never block. Branches of a script are other threads: they hand work over with
// `post` or `call` and wait, with a Patience, on condition variables of their own. Child processes
// are forked here too, because their death signal follows the thread that forked them (prctl(2),
// PR_SET_PDEATHSIG), and this thread lives as long as everything that it serves.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <future>
#include <thread>
#include <type_traits>

namespace vmt::machine {

class IoThread {
public:
  IoThread();
  // Ends the thread; work that was posted and has not run is dropped. Whatever uses the thread must
  // be gone before.
  ~IoThread();

  boost::asio::io_context& context() { return context_; }
  bool is_this_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

  void post(std::function<void()> work);

  // Runs `work` on the thread and gives back its result or its exception; directly when called
  // there.
  template <typename Work>
  std::invoke_result_t<Work> call(Work work) {
    if (is_this_thread()) return work();
    std::packaged_task<std::invoke_result_t<Work>()> task(std::move(work));
    auto result = task.get_future();
    post([&task] { task(); });
    return result.get();
  }

private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stay_;
  std::jthread thread_;
};

}  // namespace vmt::machine
