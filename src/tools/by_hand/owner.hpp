// The inside of `vmt up`: answers those who ask for the network's state, a shell, a console, the end.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

#include "machine/machine.hpp"
#include "machine/run_folder.hpp"
#include "tools/by_hand/kept_network.hpp"
#include "tools/by_hand/ledger.hpp"

namespace vmt::tools {

class Owner {
public:
  // Answers from now on. `end` is called when somebody asks for the end. Throws machine::Trouble
  // (infrastructure).
  Owner(const std::string& script, Ledger& ledger, std::function<void()> end);
  // Those who asked for the end learn now that it has come.
  ~Owner();
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

  // The other process that keeps this script's network already, when there is one. Of two that ask at
  // the same time, one is told so.
  std::optional<KeptNetwork> earlier_one() const;

  // The machines can be used from `made` until `ending` has returned.
  void made(machine::Lab& lab);
  void is_up();
  void ending();

  KeptNetwork status() const;
  const std::filesystem::path& folder() const { return folder_.path(); }

private:
  struct Client {
    std::jthread thread;
    std::shared_ptr<std::atomic<bool>> is_done;
  };

  void accept_clients(const std::stop_token& stop);
  void serve(machine::Descriptor client);
  void serve_machine(machine::Descriptor client, const nlohmann::json& request);

  const std::string script_;
  Ledger& ledger_;
  const std::function<void()> end_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  machine::RunFolder folder_;
  machine::Descriptor listener_;
  machine::Descriptor wake_;  // an eventfd: the accepting thread is to look up

  std::shared_mutex use_of_lab_;  // shared by who uses machines, owned by who ends them
  std::stop_source lab_ends_;
  mutable std::mutex mutex_;
  std::string state_ = "starting";
  machine::Lab* lab_ = nullptr;
  std::vector<machine::Descriptor> waiting_for_the_end_;
  std::list<Client> clients_;  // of the accepting thread
  std::jthread acceptor_;      // last: it uses the others
};

}  // namespace vmt::tools
