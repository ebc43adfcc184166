#include "tools/by_hand/kept_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "diagnostic/closest.hpp"
#include "machine/run_folder.hpp"
#include "tools/by_hand/control.hpp"

namespace vmt::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view none_is_up = "no network is up; `vmt up FILE` starts that of a script";

// `vmt up` may have been told another TMPDIR than this shell.
std::set<fs::path> places_to_look() {
  std::set<fs::path> places;
  for (const auto& place : {machine::RunFolder::default_parent(), fs::path("/var/tmp"), fs::path("/tmp")}) {
    std::error_code error;
    const auto canonical = fs::canonical(place, error);
    if (!error) places.insert(canonical);
  }
  return places;
}

template <typename Range>
std::string names_of(const Range& networks) {
  std::string names;
  for (const auto& network : networks)
    names += fmt::format("{}`{}`", names.empty() ? "" : ", ", network.name);
  return names;
}

std::string nearest_note(std::string_view wanted, const std::vector<std::string_view>& there) {
  if (const auto near = closest(wanted, there)) return fmt::format("; there is `{}`", *near);
  return {};
}

std::vector<KeptNetwork> named(std::vector<KeptNetwork> networks, const std::string& wanted) {
  const auto script = script_key(wanted);
  std::erase_if(networks, [&](const auto& one) { return one.name != wanted && one.script != script; });
  return networks;
}

}  // namespace

void to_json(nlohmann::json& json, const KeptNetwork& network) {
  auto machines = nlohmann::json::array();
  for (const auto& machine : network.machines) {
    auto forwards = nlohmann::json::array();
    for (const auto& forward : machine.forwards)
      forwards.push_back({{"host_port", forward.host_port}, {"guest_port", forward.guest_port}});
    machines.push_back({{"name", machine.name},
                        {"state", machine.state},
                        {"detail", machine.detail},
                        {"addresses", machine.addresses},
                        {"forwards", forwards}});
  }
  json = {{"name", network.name},   {"script", network.script},           {"process", network.process},
          {"state", network.state}, {"age_seconds", network.age_seconds}, {"machines", machines}};
}

void from_json(const nlohmann::json& json, KeptNetwork& network) {
  network.name = json.value("name", "");
  network.script = json.value("script", "");
  network.process = json.value("process", 0);
  network.state = json.value("state", "");
  network.age_seconds = json.value("age_seconds", std::int64_t{0});
  for (const auto& machine : json.value("machines", nlohmann::json::array())) {
    auto& made = network.machines.emplace_back();
    made.name = machine.value("name", "");
    made.state = machine.value("state", "");
    made.detail = machine.value("detail", "");
    made.addresses = machine.value("addresses", std::vector<std::string>{});
    for (const auto& forward : machine.value("forwards", nlohmann::json::array()))
      made.forwards.push_back(
          {forward.value("host_port", std::uint16_t{0}), forward.value("guest_port", std::uint16_t{0})});
  }
}

std::vector<KeptNetwork> find_kept_networks() {
  std::vector<KeptNetwork> networks;
  for (const auto& place : places_to_look())
    for (const auto& folder : machine::run_folders_in(place)) {
      KeptNetwork network;
      network.folder = folder;
      auto said = ask(network, {{"request", "status"}});
      if (!said) continue;
      try {
        from_json(said->answer, network);
      } catch (const nlohmann::json::exception&) {
        continue;  // a vmt of another version, which says it in another way
      }
      networks.push_back(std::move(network));
    }
  std::ranges::sort(networks, {}, &KeptNetwork::name);
  return networks;
}

tl::expected<KeptNetwork, std::string> choose_network(const std::string& wanted) {
  auto networks = find_kept_networks();
  if (networks.empty()) return tl::unexpected(std::string(none_is_up));
  if (wanted.empty() && networks.size() == 1) return networks.front();
  if (wanted.empty())
    return tl::unexpected(fmt::format("several networks are up, say which one: {}", names_of(networks)));
  const auto matching = named(networks, wanted);
  if (matching.size() == 1) return matching.front();
  if (matching.empty())
    return tl::unexpected(fmt::format("no network named `{}` is up; up: {}", wanted, names_of(networks)));
  return tl::unexpected(fmt::format("several networks are named `{}`, say which script: `{}`, `{}`", wanted,
                                    matching[0].script, matching[1].script));
}

tl::expected<KeptNetwork, std::string> choose_network_of(const std::string& machine,
                                                         const std::string& wanted) {
  auto networks = find_kept_networks();
  if (networks.empty()) return tl::unexpected(std::string(none_is_up));
  if (!wanted.empty()) networks = named(std::move(networks), wanted);
  std::vector<KeptNetwork> having;
  std::vector<std::string_view> there;
  for (const auto& network : networks)
    for (const auto& one : network.machines) {
      there.push_back(one.name);
      if (one.name == machine) having.push_back(network);
    }
  if (having.size() == 1) return having.front();
  if (having.empty())
    return tl::unexpected(
        fmt::format("no machine named `{}` is up{}", machine, nearest_note(machine, there)));
  return tl::unexpected(fmt::format("several networks have a machine `{}`, say which one with --network: {}",
                                    machine, names_of(having)));
}

tl::expected<Conversation, std::string> ask(const KeptNetwork& network, const nlohmann::json& request) {
  Conversation conversation{connect_to(network.folder), {}};
  if (!conversation.connection.is_open() || !send_message(conversation.connection, request))
    return tl::unexpected(fmt::format("the network `{}` is gone", network.name));
  auto answer = receive_message(conversation.connection);
  if (!answer) return tl::unexpected(fmt::format("the network `{}` has ended", network.name));
  if (answer->contains("error")) return tl::unexpected(answer->value("error", ""));
  conversation.answer = std::move(*answer);
  return conversation;
}

std::string script_key(const std::string& path) {
  std::error_code error;
  const auto canonical = fs::canonical(path, error);
  return error ? path : canonical.string();
}

}  // namespace vmt::tools
