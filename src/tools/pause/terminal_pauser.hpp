// The prompt that `pause` opens: a person types statements, they run on the machines of the test.
#pragma once

#include <mutex>

#include "interpreter/pause.hpp"
#include "tools/interrupt.hpp"
#include "tools/pause/line_editor.hpp"
#include "tools/pause/typed.hpp"

namespace vmt::tools {

class TerminalPauser : public Pauser {
public:
  // All must outlive this. The terminal is that of the standard input and output.
  TerminalPauser(Scripts& scripts, Interrupt& interrupt, bool pauses_on_failure);

  bool pauses_on_failure() const override { return pauses_on_failure_; }
  void pause(StandingBranch& branch) override;

private:
  enum class Then : std::uint8_t { ask, go_on };

  void greet(StandingBranch& branch);
  TypedLine ask(StandingBranch& branch, const std::string& prompt);
  Then take(StandingBranch& branch, std::string text);
  void run(StandingBranch& branch, const program::Program& program);

  Interrupt& interrupt_;
  const bool pauses_on_failure_;
  TypedStatements typed_;
  const Catalogue catalogue_;
  LineEditor editor_;
  std::mutex one_at_a_time_;
};

}  // namespace vmt::tools
