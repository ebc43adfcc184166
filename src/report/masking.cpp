#include "report/masking.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace vmt::report {
namespace {

// A shorter line of a secret is no secret: an empty one would mask everything, a brace every brace.
constexpr std::size_t shortest_line = 4;

class Masker {
public:
  explicit Masker(const std::vector<std::string>& secrets) : secrets_(secrets) {}

  void operator()(RunStarted&) const {}
  void operator()(SetupStarted&) const {}
  void operator()(SetupFinished&) const {}
  void operator()(KeptSetup& event) const { hide(event.detail); }
  void operator()(RunFinished&) const {}
  void operator()(AllFinished&) const {}
  void operator()(TestStarted& event) const { hide(event.name); }
  void operator()(TestFinished& event) const {
    hide(event.name);
    hide(event.reason);
    for (auto& diagnostic : event.diagnostics) hide(diagnostic);
  }
  void operator()(StepStarted& event) const { hide(event.name); }
  void operator()(StepFinished& event) const { hide(event.name); }
  void operator()(ActionStarted& event) const { hide(event.text); }
  void operator()(ActionProgress& event) const { hide(event.text); }
  void operator()(ActionFinished& event) const { hide(event.text); }
  void operator()(Paused&) const {}
  void operator()(Answered& event) const {
    hide(event.text);
    for (auto& diagnostic : event.diagnostics) hide(diagnostic);
  }
  void operator()(Logged& event) const { hide(event.text); }
  void operator()(MachineChanged& event) const { hide(event.detail); }
  void operator()(NetworkChanged& event) const { hide(event.what); }
  void operator()(ConsoleLine& event) const { hide(event.line); }
  void operator()(CommandOutput& event) const { hide(event.bytes); }

private:
  void hide(std::string& text) const { text = masked(std::move(text), secrets_); }
  void hide(Diagnostic& diagnostic) const {
    hide(diagnostic.message);
    hide(diagnostic.primary.text);
    for (auto& label : diagnostic.labels) hide(label.text);
    for (auto& note : diagnostic.notes) hide(note);
    for (auto& help : diagnostic.helps) hide(help);
  }

  const std::vector<std::string>& secrets_;
};

class Masking : public Reporter {
public:
  Masking(std::unique_ptr<Reporter> inner, std::vector<std::string> secrets)
      : inner_(std::move(inner)), secrets_(std::move(secrets)) {}

  void on(const Event& event) override {
    Event shown = event;
    std::visit(Masker(secrets_), shown.what);
    inner_->on(shown);
  }

private:
  std::unique_ptr<Reporter> inner_;
  std::vector<std::string> secrets_;
};

// Output comes in lines, and so a secret of several lines must be known by each of them.
std::vector<std::string> with_lines(const std::vector<std::string>& secrets) {
  std::vector<std::string> all;
  for (const auto& secret : secrets) {
    if (!secret.empty()) all.push_back(secret);
    if (secret.find('\n') == secret.npos) continue;
    std::istringstream lines(secret);
    for (std::string line; std::getline(lines, line);)
      if (line.size() >= shortest_line) all.push_back(line);
  }
  // The longest first: a secret may be a part of another one.
  std::ranges::sort(all, std::ranges::greater{}, &std::string::size);
  return all;
}

}  // namespace

std::string masked(std::string text, const std::vector<std::string>& secrets) {
  for (const auto& secret : secrets)
    for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + mask.size()))
      text.replace(at, secret.size(), mask);
  return text;
}

std::unique_ptr<Reporter> make_masking(std::unique_ptr<Reporter> inner, std::vector<std::string> secrets) {
  secrets = with_lines(secrets);
  if (secrets.empty()) return inner;
  return std::make_unique<Masking>(std::move(inner), std::move(secrets));
}

}  // namespace vmt::report
