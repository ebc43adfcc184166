// The request `configure`: who this guest is, whom it knows, and its addresses. Without DHCP and DNS.
#include <unistd.h>

#include <optional>

#include "agent/netlink.hpp"
#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

// An interface's driver may still be loading; one that never comes is an error.
constexpr auto patience_for_interfaces = std::chrono::seconds(30);

class Configure final : public Channel {
public:
  using Channel::Channel;

  void start(Reader& request) override;
  void received(FrameType type, std::string_view) override {
    if (type == FrameType::cancel) fail(0, "configuring was cancelled");
  }

private:
  struct Wanted {
    std::string mac;
    std::vector<std::string> addresses;
    bool is_set_up = false;
  };

  void set_names(const std::string& host_name, const std::string& hosts);
  void go_on();
  bool set_up_interface(Wanted& wanted);
  void give_up();

  std::vector<Wanted> interfaces_;
  std::optional<LinkWatch> links_;
  Registration interface_limit_;
};

void Configure::start(Reader& request) {
  const std::string host_name(request.text());
  const std::string hosts(request.text());
  for (auto left = request.u32(); left > 0 && request.ok(); --left) {
    Wanted wanted{std::string(request.text()), {}};
    for (auto count = request.u32(); count > 0 && request.ok(); --count)
      wanted.addresses.emplace_back(request.text());
    interfaces_.push_back(std::move(wanted));
  }
  if (!request.ok()) return fail(0, "the request `configure` ends too early");
  set_names(host_name, hosts);
  if (is_finished()) return;

  links_.emplace(loop(), [this] { go_on(); });
  interface_limit_ = loop().after(patience_for_interfaces, [this] { give_up(); });
  set_up("lo");
  go_on();
}

void Configure::set_names(const std::string& host_name, const std::string& hosts) {
  if (!host_name.empty() && ::sethostname(host_name.data(), host_name.size()) != 0)
    return fail(errno, "cannot set the host name `" + host_name + "`: " + reason(errno));
  // Read by programs at the next boot; a root that can't be written to can do without.
  if (!host_name.empty()) write_small_file("/etc/hostname", host_name + "\n");
  if (!hosts.empty() && !write_small_file("/etc/hosts", hosts))
    return fail(errno, "cannot write `/etc/hosts`: " + reason(errno));
}

void Configure::go_on() {
  if (is_finished()) return;
  bool are_all_set_up = true;
  for (auto& wanted : interfaces_) are_all_set_up &= wanted.is_set_up || set_up_interface(wanted);
  if (are_all_set_up && !is_finished()) done();
}

bool Configure::set_up_interface(Wanted& wanted) {
  for (const auto& interface : network_interfaces()) {
    if (interface.mac != wanted.mac) continue;
    auto trouble = set_up(interface.name);
    for (const auto& address : wanted.addresses)
      if (trouble.empty()) trouble = add_address(interface, address);
    if (!trouble.empty()) {
      fail(0, trouble);
      return false;
    }
    return wanted.is_set_up = true;
  }
  return false;
}

void Configure::give_up() {
  std::string missing;
  for (const auto& wanted : interfaces_)
    if (!wanted.is_set_up) missing = wanted.mac;
  std::string there;
  for (const auto& interface : network_interfaces())
    there += (there.empty() ? "" : ", ") + interface.name + " (" + interface.mac + ")";
  fail(0, "no network interface has the address " + missing + "; there are " + there);
}

}  // namespace

std::unique_ptr<Channel> make_configure(Session& session, std::uint32_t number) {
  return std::make_unique<Configure>(session, number);
}

}  // namespace vmt::agent
