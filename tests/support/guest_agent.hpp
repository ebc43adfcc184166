// The real guest agent as a process of the host, on a socket pair: a guest without a machine.
#pragma once

#include <future>
#include <memory>

#include "machine/child.hpp"
#include "machine/guest/agent_link.hpp"

namespace vmt::test {

class GuestAgent {
public:
  // `program`: the agent. Returns when it has said hello.
  explicit GuestAgent(const std::string& program) {
    auto channel = machine::make_channel();
    machine::ChildRequest request;
    request.program = program;
    request.arguments = {"agent", "--descriptor", std::to_string(channel.theirs.get())};
    request.inherited = {channel.theirs.get()};
    process_ = std::make_unique<machine::Child>(io_, request, [](machine::ExitStatus) {});
    channel.theirs = machine::Descriptor();
    std::promise<machine::guest::Hello> hello;
    link_ = io_.call([&] {
      machine::guest::AgentLink::Events events;
      events.hello = [&](const machine::guest::Hello& said) { hello.set_value(said); };
      events.garbled = [](const std::string&) {};
      events.closed = [] {};
      return std::make_shared<machine::guest::AgentLink>(io_, std::move(channel.ours), std::move(events));
    });
    hello_ = hello.get_future().get();
  }

  // A request that is still open holds the link, which holds the request.
  ~GuestAgent() { lose(machine::Trouble(machine::TroubleKind::machine_lost, "the test is over")); }
  GuestAgent(const GuestAgent&) = delete;
  GuestAgent& operator=(const GuestAgent&) = delete;

  machine::IoThread& io() { return io_; }
  const std::shared_ptr<machine::guest::AgentLink>& link() { return link_; }
  const machine::guest::Hello& hello() const { return hello_; }

  // What a machine does when it is lost.
  void lose(const machine::Trouble& why) {
    io_.call([&] { link_->lose(why); });
  }

private:
  machine::IoThread io_;
  std::unique_ptr<machine::Child> process_;
  std::shared_ptr<machine::guest::AgentLink> link_;
  machine::guest::Hello hello_;
};

}  // namespace vmt::test
