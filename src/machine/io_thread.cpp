#include "machine/io_thread.hpp"

#include <boost/asio/post.hpp>

#include <pthread.h>
#include <signal.h>

namespace vmt::machine {
namespace {

// Signals are for the main thread: none may interrupt the work here.
void block_all_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

IoThread::IoThread()
    : stay_(context_.get_executor()), thread_([this] {
        block_all_signals();
        context_.run();
      }) {}

IoThread::~IoThread() {
  stay_.reset();
  context_.stop();
  thread_.join();
}

void IoThread::post(std::function<void()> work) {
  boost::asio::post(context_, std::move(work));
}

}  // namespace vmt::machine
