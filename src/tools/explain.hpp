// What `vmt explain` writes.
#pragma once

#include <string>

#include "diagnostic/render.hpp"
#include "tools/explanations/explanations.hpp"

namespace vmt::tools {

// The page of a code: its text, the script that gives it together with what vmt says about that script,
// and the script without the mistake.
std::string explanation_page(const Explanation& explanation, const RenderStyle& style);

// Every code with its title, family by family.
std::string explanation_list();

// The text with lines of at most `width` characters; line ends that are there already are kept.
std::string wrapped(std::string_view text, std::size_t width);

}  // namespace vmt::tools
