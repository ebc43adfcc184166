// The console of a machine that runs: who follows it and types on it, and what it says of an end.
#include "machine/power.hpp"

namespace vmt::machine {
namespace {

// A kernel that panicked resets at once, which ends QEMU. One that does not (another image's kernel
// arguments) gets this long to write its trace.
constexpr std::chrono::milliseconds after_a_panic{500};
// cloud-init and systemd have called the agent before anybody is asked to log in; it may be slow to answer.
constexpr std::string_view log_in_prompt = "login: ";
constexpr std::chrono::seconds after_log_in_prompt{20};
constexpr std::string_view firmware_prompt = "Shell> ";
constexpr std::chrono::seconds after_firmware_prompt{1};

}  // namespace

void Power::follow_console(Descriptor client) {
  surroundings_.io.call([&] {
    const auto follower = console_followers_.emplace(console_followers_.end());
    *follower = std::make_unique<ByteStream>(
        surroundings_.io, std::move(client),
        ByteStream::Events{.bytes =
                               [this](std::string_view typed) {
                                 if (run_) run_->type_on_console(typed);
                               },
                           .closed = [this, follower] { console_followers_.erase(follower); }});
    (*follower)->send(console_.text());
  });
}

void Power::type_on_console(const std::string& text) {
  const bool has_console = surroundings_.io.call([&] {
    if (run_) run_->type_on_console(text);
    return run_ != nullptr;
  });
  if (!has_console) throw_not_up();
}

void Power::take_console(std::string_view bytes) {
  console_.append(bytes);
  for (const auto& follower : console_followers_) follower->send(std::string(bytes));
  watch_for_prompts();
  if (until_dead_kernel_ends_ || !console_.fatal_reason()) return;
  until_dead_kernel_ends_ = std::make_unique<boost::asio::steady_timer>(surroundings_.io.context());
  until_dead_kernel_ends_->expires_after(after_a_panic);
  until_dead_kernel_ends_->async_wait([this, run = run_.get()](boost::system::error_code error) {
    if (!error && run_.get() == run) run_->kill();
  });
}

// A prompt has no line end. UEFI's shell writes its own before each line of a script that it runs
// (startup.nsh), too: there more follows at once.
void Power::watch_for_prompts() {
  if (is_up_ || at_prompt_) return;
  if (needs_disk_to_start_agent() && console_ends_with(log_in_prompt))
    stay_at_prompt(after_log_in_prompt, [this] {
      gave_up_help_ = help_for_disks;
      give_up("it asks for a log-in on its console, and nothing in it has started vmt's agent");
    });
  else if (console_ends_with(firmware_prompt))
    stay_at_prompt(after_firmware_prompt, [this] {
      if (console_ends_with(firmware_prompt)) give_up("its firmware found nothing to boot but its own shell");
    });
}

bool Power::console_ends_with(std::string_view words) const {
  const auto last_line = console_.tail(1);
  return !last_line.empty() && last_line.front().ends_with(words);
}

void Power::stay_at_prompt(std::chrono::seconds patience, std::function<void()> then) {
  at_prompt_ = std::make_unique<boost::asio::steady_timer>(surroundings_.io.context());
  at_prompt_->expires_after(patience);
  at_prompt_->async_wait([this, run = run_.get(), then = std::move(then)](boost::system::error_code error) {
    if (error || run_.get() != run) return;
    at_prompt_.reset();
    then();
  });
}

}  // namespace vmt::machine
