// The request `await_links`: until the interfaces that the host names can send.
#include <algorithm>
#include <optional>

#include "agent/netlink.hpp"
#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

// A cable may be out on purpose, so its carrier is awaited for a while only.
constexpr auto patience_for_carrier = std::chrono::seconds(3);

class AwaitLinks final : public Channel {
public:
  using Channel::Channel;

  void start(Reader& request) override {
    for (auto left = request.u32(); left > 0 && request.ok(); --left) macs_.emplace_back(request.text());
    if (!request.ok()) return fail(0, "the request `await_links` ends too early");
    links_.emplace(loop(), [this] { look(); });
    limit_ = loop().after(patience_for_carrier, [this] { done(); });
    look();
  }

  void received(FrameType type, std::string_view) override {
    if (type == FrameType::cancel) done();
  }

private:
  void look() {
    if (is_finished()) return;
    for (const auto& interface : network_interfaces())
      if (std::find(macs_.begin(), macs_.end(), interface.mac) != macs_.end() && !can_send(interface.name))
        return;
    done();
  }

  std::vector<std::string> macs_;
  std::optional<LinkWatch> links_;
  Registration limit_;
};

}  // namespace

std::unique_ptr<Channel> make_await_links(Session& session, std::uint32_t number) {
  return std::make_unique<AwaitLinks>(session, number);
}

}  // namespace vmt::agent
