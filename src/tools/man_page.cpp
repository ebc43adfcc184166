#include "tools/man_page.hpp"

#include <fmt/format.h>

#include <vector>

#include "tools/exit_status.hpp"

namespace vmt::tools {
namespace {

// Text that roff shows as it is; what stands in `backticks` is bold.
std::string roff(std::string_view text) {
  std::string escaped;
  bool is_code = false;
  for (const char c : text) {
    if (c == '`') {
      is_code = !is_code;
      escaped += is_code ? "\\fB" : "\\fR";
    } else if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else if (c == '\n') {
      escaped += "\n.br\n";
    } else {
      escaped += c;
    }
  }
  // A control line begins with one of these.
  return escaped.starts_with('.') || escaped.starts_with('\'') ? "\\&" + escaped : escaped;
}

std::string bold(std::string_view text) {
  return fmt::format("\\fB{}\\fR", roff(text));
}

std::string names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) names.push_back(bold("-" + name));
  for (const auto& name : option.get_lnames()) names.push_back(bold("--" + name));
  auto text = fmt::format("{}", fmt::join(names, ", "));
  const bool takes_value = !option.get_option_text().empty() || option.get_items_expected_min() > 0;
  const auto value = option.get_option_text().empty() ? option.get_type_name() : option.get_option_text();
  if (takes_value) text += fmt::format(" \\fI{}\\fR", roff(value));
  return text;
}

std::string usage_of(const CLI::App& app, const std::string& name_of_app) {
  auto text = fmt::format(".B {}\n", roff(name_of_app));
  text += "[\\fIoptions\\fR]\n";
  for (const auto* option : app.get_options()) {
    if (!option->get_positional() || option->nonpositional()) continue;
    const bool is_list = option->get_items_expected_max() > 1;
    const auto name = fmt::format("\\fI{}\\fR{}", roff(option->get_name()), is_list ? " ..." : "");
    text += option->get_required() ? name + "\n" : fmt::format("[{}]\n", name);
  }
  return text;
}

std::string entry_of(const CLI::Option& option) {
  const bool is_positional = option.get_positional() && !option.nonpositional();
  const auto head = is_positional ? fmt::format("\\fI{}\\fR", roff(option.get_name())) : names_of(option);
  auto text = fmt::format(".TP\n{}\n{}", head, roff(option.get_description()));
  if (!text.ends_with('.')) text += '.';
  if (!option.get_envname().empty())
    text += fmt::format(" Unless given, the environment variable {} decides.", bold(option.get_envname()));
  return text + '\n';
}

// `name`: as a person types it.
std::string section(const CLI::App& app, const std::string& name) {
  auto text =
      fmt::format(".SS {}\n{}.PP\n{}\n", roff(name), usage_of(app, name), roff(app.get_description()));
  for (const auto* option : app.get_options()) text += entry_of(*option);
  for (const auto* part : app.get_subcommands([](const CLI::App*) { return true; }))
    text += section(*part, name + " " + part->get_name());
  return text;
}

}  // namespace

std::string man_section(const CLI::App& app) {
  return section(app, app.get_name());
}

std::string man_head() {
  return fmt::format(R"(.\" Written by `vmt doc --man-page`; what is changed by hand is lost.
.TH VMT 1 2026-11-26 "vmt {0}" "User Commands"
.SH NAME
vmt \- tests that need machines
.SH SYNOPSIS
.B vmt
[\fIoptions\fR] \fIFILE\fR ...
.br
.B vmt
\fICOMMAND\fR [\fIoptions\fR] ...
.SH DESCRIPTION
A script in the language of
.B vmt
declares virtual machines and networks, and says what is done on them and what has to hold then.
.B vmt
\fIFILE\fR checks the script, boots its machines with QEMU, runs each of its tests on a copy of the state that
\fBsetup\fR left, and says how it went.
Nothing of it stays when it ends.
.PP
.B vmt doc
is the manual of the language.
.SH COMMANDS
)",
                     VMT_VERSION);
}

std::string exit_status() {
  std::string text = ".SH EXIT STATUS\n";
  for (const auto& meaning : exit_meanings())
    text += fmt::format(".TP\n.B {}\n{}\n", meaning.status, roff(meaning.text));
  return text;
}

std::string man_tail() {
  return exit_status() + R"(.SH ENVIRONMENT
Beside the variables that stand with the options:
.TP
.B NO_COLOR
No colours, unless
.B \-\-color
asks for them.
.TP
.B CLICOLOR_FORCE
Colours also where there is no terminal.
.TP
.B XDG_CACHE_HOME
Images and kept machines are in the folder
.B vmt
there; else in
.BR ~/.cache/vmt .
.TP
.B VMT_CACHE
That folder itself, before both.
.TP
.B VMT_KERNEL
The kernel of images that have none of their own; unless given, one of the host's.
.TP
.B VMT_AGENT
The program that acts inside the machines, where it does not lie beside
.BR vmt .
.SH EXAMPLES
Check a script, and run it:
.PP
.RS
.nf
vmt check web.vmt
vmt web.vmt
.fi
.RE
.PP
Boot its machines and work in one by hand:
.PP
.RS
.nf
vmt up web.vmt
vmt shell web
vmt down
.fi
.RE
.PP
Look at the machines of a test where it fails:
.PP
.RS
.nf
vmt \-\-pause\-on\-failure web.vmt
.fi
.RE
.SH SEE ALSO
.BR qemu\-system\-x86_64 (1)
)";
}

}  // namespace vmt::tools
