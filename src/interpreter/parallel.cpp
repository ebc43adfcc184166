// Branches that run at the same time. Each is a thread with its own copies of the variables; values
// never change, so branches share nothing that moves.
#include <mutex>
#include <optional>
#include <thread>

#include "interpreter/interpreter.hpp"
#include "interpreter/linked_stop.hpp"

namespace vmt {
namespace {

// Runs each branch on a thread, by `run(branch, its number)`, to its end. The first failure stops the
// others and is thrown when all have ended.
template <typename Run>
void run_together(std::vector<Interpreter>& branches, LinkedStop& stop, Run run) {
  std::mutex mutex;
  std::optional<Failure> first;
  {
    std::vector<std::jthread> threads;
    for (std::size_t number = 0; number < branches.size(); ++number)
      threads.emplace_back([&, number] {
        try {
          run(branches[number], number);
        } catch (Failure& failure) {
          const std::lock_guard lock(mutex);
          if (!first) first = std::move(failure);
          stop.request_stop();
        }
      });
  }
  if (first) throw *first;
}

}  // namespace

void Interpreter::run_parallel(const program::Parallel& node) {
  LinkedStop stop(stop_);
  std::vector<Interpreter> branches;
  for (std::size_t i = 0; i < node.branches.size(); ++i) branches.push_back(branch(stop.token()));
  const BranchesBeside beside(world_, branches.size());
  run_together(branches, stop,
               [&](Interpreter& branch, std::size_t number) { branch.run(node.branches[number]); });
}

void Interpreter::run_parallel_for(const program::ParallelFor& node) {
  LinkedStop stop(stop_);
  std::vector<Interpreter> branches;
  for (auto& item : items_of(evaluate(*node.list))) {
    branches.push_back(branch(stop.token()));
    branches.back().local(node.slot) = std::move(item);
  }
  const BranchesBeside beside(world_, branches.size());
  run_together(branches, stop, [&](Interpreter& branch, std::size_t) { branch.run(node.body); });
}

}  // namespace vmt
