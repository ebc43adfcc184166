// Methods of numbers.
#include <cmath>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/operators.hpp"

namespace vmt::commands {
namespace {

// 2^63: the first number that an int cannot hold.
constexpr double above_every_int = 9223372036854775808.0;

double number_of(Call& call) {
  const Value& number = call.value("number");
  return number.is<std::int64_t>() ? static_cast<double>(number.as<std::int64_t>()) : number.as<double>();
}

Value round(Call& call) {
  if (call.value("number").is<std::int64_t>()) return call.value("number");
  const double whole = std::round(number_of(call));
  if (!(whole >= -above_every_int && whole < above_every_int))
    throw ValueError("this number is too large for an int");
  return static_cast<std::int64_t>(whole);
}

Value to_float(Call& call) {
  return number_of(call);
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "{number:number}.round",
     .result = Kind::integer,
     .doc = "The nearest whole number; a half goes away from zero.",
     .example = "expect (90s / 1m).round() == 2",
     .run = round},
    {.phrase = "{number:number}.to_float",
     .result = Kind::decimal,
     .doc = "The number as a float, to reckon with other floats.",
     .example = "expect 3.to_float() / 2.0 == 1.5",
     .run = to_float},
});

}  // namespace

std::span<const Form> numbers() {
  return rows;
}

}  // namespace vmt::commands
