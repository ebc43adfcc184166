// A branch of the script that stands still while a person looks around on its machines.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "interpreter/interpreter.hpp"

namespace vmt {

// The branch, for whom the person talks to. It stands before the statement at `place`.
class StandingBranch {
public:
  StandingBranch(Interpreter& branch, Span place, const Failure* failure);
  ~StandingBranch();  // what was assigned stays, what was bound is gone
  StandingBranch(const StandingBranch&) = delete;
  StandingBranch& operator=(const StandingBranch&) = delete;

  Span place() const { return place_; }
  const Failure* failure() const { return failure_; }  // of that statement; null: it is a `pause`
  const program::Program& program() const { return branch_.program(); }
  report::EventStream& events() { return branch_.world().events; }
  std::stop_token run_is_over() const { return branch_.stop_; }

  // Runs `program.interjected`, which was checked to stand here, on the branch's variables; what it binds
  // stays for what runs next. Returns the value of the last statement if it is an expression. Throws Failure.
  // `program` must outlive the whole run: values may keep parts of it.
  Value run(const program::Program& program, std::stop_token stop);

private:
  Interpreter& branch_;
  const Span place_;
  const Failure* failure_;
  std::vector<Value> frame_;
};

// Who is there when a script pauses.
class Pauser {
public:
  virtual ~Pauser() = default;

  // Does a failing statement pause, too?
  virtual bool pauses_on_failure() const = 0;
  // On the branch's thread; several branches may come at the same time. Returns when the script shall go on.
  virtual void pause(StandingBranch& branch) = 0;
};

}  // namespace vmt
