// The request `hold`: silence, so that the machine can be copied between two frames.
#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

class Hold final : public Channel {
public:
  using Channel::Channel;

  void start(Reader&) override {
    done();
    hold_link();
  }

  void received(FrameType, std::string_view) override {}
};

}  // namespace

std::unique_ptr<Channel> make_hold(Session& session, std::uint32_t number) {
  return std::make_unique<Hold>(session, number);
}

}  // namespace vmt::agent
