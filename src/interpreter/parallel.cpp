// Branches that run at the same time. Each is a thread with its own copies of the variables; values
// never change, so branches share nothing that moves.
#include <mutex>
#include <optional>
#include <thread>

#include "interpreter/interpreter.hpp"
#include "interpreter/linked_stop.hpp"

namespace vmt {
namespace {

// Runs all of them to their end. The first failure stops the others and is thrown when all have ended.
void run_together(std::vector<std::function<void()>> branches, LinkedStop& stop) {
  std::mutex mutex;
  std::optional<Failure> first;
  {
    std::vector<std::jthread> threads;
    for (auto& branch : branches)
      threads.emplace_back([&] {
        try {
          branch();
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
  std::vector<std::function<void()>> branches;
  for (const auto& statement : node.branches)
    branches.emplace_back([walker = branch(stop.token()), &statement]() mutable { walker.run(statement); });
  const BranchesBeside beside(world_, branches.size());
  run_together(std::move(branches), stop);
}

void Interpreter::run_parallel_for(const program::ParallelFor& node) {
  LinkedStop stop(stop_);
  std::vector<std::function<void()>> branches;
  for (auto& item : items_of(evaluate(*node.list)))
    branches.emplace_back([walker = branch(stop.token()), item = std::move(item), &node]() mutable {
      walker.locals_[node.slot] = std::move(item);
      walker.run(node.body);
    });
  const BranchesBeside beside(world_, branches.size());
  run_together(std::move(branches), stop);
}

}  // namespace vmt
