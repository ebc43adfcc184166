// Why an expectation does not hold, told from the values that its parts had.
#pragma once

#include <string>
#include <vector>

#include "diagnostic/diagnostic.hpp"
#include "interpreter/interpreter.hpp"

namespace vmt {

// Adds labels with the values of the parts (the last value where a part was evaluated more than once),
// and a line diff where two long texts were compared.
void explain(const program::Expression& condition, const std::vector<Part>& parts, const ValueNames& names,
             Diagnostic& diagnostic);

// A unified diff of two texts without file headers: lines with "  ", "- " (only in `expected`) and
// "+ " (only in `actual`) in front; far from any change, lines are left out.
std::string diff(const std::string& expected, const std::string& actual);

}  // namespace vmt
