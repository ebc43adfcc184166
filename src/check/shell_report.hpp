// The words for what is wrong with shell text, at its place in the script.
#pragma once

#include "check/context.hpp"
#include "check/shell.hpp"

namespace vmt::checking {

void report_shell_fault(Context& context, Span text_span, const ShellText& text, const ShellFault& fault);

// A value stands where no quoting could be right for every value.
void report_undecidable(Context& context, Span value, ShellPlace place);

}  // namespace vmt::checking
