// Waits until a TCP connection can be made from this guest, or no longer can.
#include <algorithm>
#include <deque>

#include "agent/address.hpp"
#include "agent/observation.hpp"

namespace vmt::agent {
namespace {

constexpr auto pause_after_answer = std::chrono::milliseconds(15);
// How long a try stays alone before another one joins it, so that a lost SYN, which TCP repeats after
// a second only, does not delay the discovery of what is there by then.
constexpr auto pause_without_answer = std::chrono::milliseconds(250);
constexpr std::size_t most_tries = 16;  // under way at a time; the oldest gives way
// No answer for this long counts as "cannot be reached".
constexpr auto patience_for_silence = std::chrono::seconds(1);

// What both directions share: the target, its name and its addresses.
struct Target {
  Loop& loop;
  std::string host;
  std::uint16_t port;
  Report report;

  std::string show() const { return "`" + host + "` port " + std::to_string(port); }
  std::string show_unknown_name() const { return "the name `" + host + "` is unknown in this guest"; }
};

// Tries one address again and again.
class Knocking {
public:
  Knocking(Target& target, const Address& address) : target_(target), address_(address) { knock(); }

private:
  void knock() {
    if (tries_.size() == most_tries) tries_.pop_front();
    tries_.push_back(std::make_unique<Attempt>(
        target_.loop, address_, [this](int error_number, Descriptor) { answered(error_number); }));
    next_ = target_.loop.after(pause_without_answer, [this] { knock(); });
    if (Clock::now() - answered_last_ > patience_for_silence)
      target_.report({Finding::State::not_yet, "no answer from " + target_.show()});
  }

  void answered(int error_number) {
    answered_last_ = Clock::now();
    if (error_number == 0) {
      next_.end();
      return target_.report({Finding::State::holds, target_.show() + " accepts connections"});
    }
    next_ = target_.loop.after(pause_after_answer, [this] { knock(); });
    target_.report({Finding::State::not_yet, target_.show() + ": " + reason(error_number)});
  }

  Target& target_;
  Address address_;
  std::deque<std::unique_ptr<Attempt>> tries_;
  Registration next_;
  Clock::time_point answered_last_ = Clock::now();
};

// Holds when any address of the name answers.
class Connectable final : public Observation {
public:
  explicit Connectable(Target target) : target_(std::move(target)) { look_up(); }

private:
  void look_up() {
    lookup_ = std::make_unique<Lookup>(
        target_.loop, target_.host, target_.port, [this](const std::vector<Address>& addresses) {
          for (const auto& address : addresses)
            knockings_.push_back(std::make_unique<Knocking>(target_, address));
          if (!addresses.empty()) return;
          // A name may become known: somebody writes /etc/hosts, a name server comes up.
          again_ = target_.loop.after(pause_without_answer, [this] { look_up(); });
          target_.report({Finding::State::not_yet, target_.show_unknown_name()});
        });
  }

  Target target_;
  std::unique_ptr<Lookup> lookup_;
  std::vector<std::unique_ptr<Knocking>> knockings_;
  Registration again_;
};

// Holds when no address of the name answers: tries one after the other, and starts over after an answer.
class Unconnectable final : public Observation {
public:
  explicit Unconnectable(Target target) : target_(std::move(target)) {
    lookup_ = std::make_unique<Lookup>(target_.loop, target_.host, target_.port,
                                       [this](std::vector<Address> addresses) {
                                         addresses_ = std::move(addresses);
                                         last_reason_ = target_.show_unknown_name();
                                         try_next(0);
                                       });
  }

private:
  void try_next(std::size_t index) {
    if (index == addresses_.size()) return target_.report({Finding::State::holds, last_reason_});
    attempt_ = std::make_unique<Attempt>(
        target_.loop, addresses_[index],
        [this, index](int error_number, Descriptor) { answered(index, error_number); });
    timer_ = target_.loop.after(patience_for_silence, [this, index] {
      last_reason_ = "no answer from " + target_.show();
      try_next(index + 1);
    });
  }

  void answered(std::size_t index, int error_number) {
    if (error_number != 0) {
      last_reason_ = target_.show() + ": " + reason(error_number);
      return try_next(index + 1);
    }
    timer_ = target_.loop.after(pause_after_answer, [this] { try_next(0); });
    target_.report({Finding::State::not_yet, target_.show() + " still accepts connections"});
  }

  Target target_;
  std::unique_ptr<Lookup> lookup_;
  std::vector<Address> addresses_;
  std::unique_ptr<Attempt> attempt_;
  Registration timer_;
  std::string last_reason_;
};

}  // namespace

std::unique_ptr<Observation> observe_connection(Loop& loop, const Operands& operands, bool wants_success,
                                                Report report) {
  Target target{loop, operands[0], port_number(operands[1]), std::move(report)};
  if (target.port == 0) {
    target.report({Finding::State::cannot_hold, "`" + operands[1] + "` is no port: ports are 1 to 65535"});
    return nullptr;
  }
  if (wants_success) return std::make_unique<Connectable>(std::move(target));
  return std::make_unique<Unconnectable>(std::move(target));
}

}  // namespace vmt::agent
