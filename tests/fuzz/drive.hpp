// Takes any bytes through vmt's front, in four ways. None may crash, hang, or say something that cannot
// be shown, whatever the bytes are. Used by the fuzzers and by the test that changes scripts at random.
#pragma once

#include <string_view>

namespace vmt::test {

void drive_parse(std::string_view bytes);

// A script without errors means the same when it has been formatted, and formatting it again changes nothing.
void drive_format(std::string_view bytes);

// Parses, checks, draws what is found in every format, and applies the fixes that are certain.
void drive_check(std::string_view bytes);

// Runs a script that has no mistake, with nothing in reach but values: no machine, no host, no waiting.
void drive_run(std::string_view bytes);

}  // namespace vmt::test
