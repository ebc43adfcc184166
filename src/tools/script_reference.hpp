// The manual of a script: what its `##` comments say of its phrases and functions, as Markdown.
#pragma once

#include <string>
#include <vector>

#include "source/source.hpp"

namespace vmt::tools {

struct ScriptEntry {
  std::string name;   // of a function; the first word of a phrase
  std::string head;   // "http get {url: text} from {m: machine} -> map"
  std::string doc;    // the comment above it, Markdown
  std::string shown;  // the whole entry
};

struct ScriptReference {
  std::string doc;                   // the comment at the top of the file; may be empty
  std::vector<ScriptEntry> entries;  // what has no `##` comment is nobody else's business, and left out
};

// Mistakes in the script are not reported here; what could be read is described.
ScriptReference script_reference(const Source& source);

}  // namespace vmt::tools
