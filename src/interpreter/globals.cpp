#include "interpreter/globals.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace vmt {
namespace {

Failure missing(std::string what) {
  return Failure(FailureKind::infrastructure, {}, std::move(what));
}

}  // namespace

std::vector<Value> evaluate_globals(World& world, const std::map<std::string, Value>& parameters) {
  const auto& program = world.program;
  Interpreter interpreter(world, std::vector<Value>(program.global_count), 0, world.interrupt);
  for (const auto& parameter : program.parameters) {
    const auto set = parameters.find(parameter.name);
    auto& global = interpreter.globals()[parameter.slot.index];
    if (set != parameters.end())
      global = set->second;
    else if (parameter.default_value)
      global = interpreter.evaluate(*parameter.default_value);
    else
      throw missing(fmt::format("the script wants a value for `{0}`: --set {0}=...", parameter.name));
  }
  for (const auto& secret : program.secrets) {
    const char* const value = std::getenv(secret.name.c_str());
    if (!value) throw missing(fmt::format("the secret `{}` is not in the environment", secret.name));
    interpreter.globals()[secret.slot.index] = Value(value);
  }
  interpreter.run(program.globals);
  return interpreter.globals();
}

}  // namespace vmt
