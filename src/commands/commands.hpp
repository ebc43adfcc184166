// What a script can ask for: the catalogue. Each family of commands is a file: functions, then the rows
// that name them.
#pragma once

#include <span>
#include <vector>

#include "language/form.hpp"

namespace vmt::commands {

// Every row of the language. The rows live as long as the program.
Catalogue catalogue();

// The families, in the order of the manual.
std::span<const Form> power();
std::span<const Form> states();
std::span<const Form> shell();
std::span<const Form> waits();
std::span<const Form> console();
std::span<const Form> screen();
std::span<const Form> qemu();
std::span<const Form> units();
std::span<const Form> init_jobs();
std::span<const Form> network();
std::span<const Form> network_faults();
std::span<const Form> network_watch();
std::span<const Form> files();
std::span<const Form> jobs();
std::span<const Form> host();
std::span<const Form> coverage();
std::span<const Form> texts();
std::span<const Form> numbers();
std::span<const Form> lists();
std::span<const Form> random();
std::span<const Form> functions();
std::span<const Form> network_functions();
std::span<const Form> random_functions();
std::span<const Form> clock_functions();
std::span<const Form> machine_settings();
std::span<const Form> machine_hardware();
std::span<const Form> network_settings();

}  // namespace vmt::commands
