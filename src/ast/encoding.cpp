// The part of `Mistakes` that looks at bytes: NUL and what is no UTF-8.
#include <utf8proc.h>

#include <algorithm>

#include "ast/mistakes.hpp"

namespace vmt {
namespace {

// A file with more broken places than this is no text, and its author wants one message.
constexpr int most_broken_places = 20;

std::size_t valid_bytes(std::string_view rest) {
  utf8proc_int32_t code = 0;
  const auto bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
                       static_cast<utf8proc_ssize_t>(std::min<std::size_t>(rest.size(), 4)), &code);
  return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

}  // namespace

bool Mistakes::check_encoding() {
  const auto all = text();
  if (all.starts_with("\xff\xfe") || all.starts_with("\xfe\xff")) {
    diagnostics_.report(span(0, 2), problems::not_text, "written in UTF-16")
        .help("save it as UTF-8");
    return false;
  }
  std::vector<Span> broken;
  for (Offset at = 0; at < all.size();) {
    const auto byte = static_cast<unsigned char>(all[at]);
    if (byte != 0 && byte < 0x80) {
      ++at;
      continue;
    }
    const auto begin = at;
    if (byte == 0)
      while (at < all.size() && all[at] == 0) ++at;
    else if (const auto bytes = valid_bytes(all.substr(at)); bytes > 0) {
      at += bytes;
      continue;
    } else
      while (at < all.size() && static_cast<unsigned char>(all[at]) >= 0x80 &&
             valid_bytes(all.substr(at)) == 0)
        ++at;
    broken.push_back(span(begin, at));
    if (broken.size() > most_broken_places) {
      diagnostics_.report(broken.front(), problems::not_text, "no text")
          .label("the first of many bytes that are no UTF-8");
      return false;
    }
  }
  for (const Span& place : broken) {
    for (auto at = place.begin; at < place.end; ++at) bad_bytes_.insert(at);
    if (all[place.begin] == 0)
      diagnostics_.report(place, problems::nul).help("remove it");
    else
      diagnostics_.report(place, problems::not_utf8).help("save the file as UTF-8");
  }
  return true;
}

}  // namespace vmt
