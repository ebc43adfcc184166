// Problems as GitHub's workflow commands: a line each, which GitHub shows at the changed line of a pull
// request. https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
#pragma once

#include <string>

#include "diagnostic/diagnostic.hpp"

namespace vmt {

// "::error file=web.vmt,line=12,endLine=12,col=17,endColumn=20,title=V0203::no machine is called ..."
// and '\n'. Labels, notes, helps and the titles of fixes follow the message on lines of their own,
// escaped as the format wants it. Columns count characters from 1; they are left out when the place
// spans several lines, since GitHub takes them on one line only.
std::string to_github(const Diagnostic& diagnostic);

}  // namespace vmt
