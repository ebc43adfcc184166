// The names of PEGTL that the grammar uses. The only header that includes PEGTL, and the only one to
// change when its next version renames things (4.0 does).
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

namespace vmt::grammar {

namespace pegtl = tao::pegtl;

using pegtl::apply_mode;
using pegtl::rewind_mode;
using pegtl::type_list;

// Sequence, choice, repetition, and looking ahead.
using pegtl::at;
using pegtl::not_at;
using pegtl::opt;
using pegtl::plus;
using pegtl::seq;
using pegtl::sor;
using pegtl::star;
using pegtl::success;

// A point of commitment: what follows has to be there, or the mistake is reported.
using pegtl::must;

// Characters. Everything is read as bytes: no rule but `foreign` ones looks at what is not ASCII.
using pegtl::any;
using pegtl::digit;
using pegtl::eof;
using pegtl::eol;
using pegtl::identifier_first;
using pegtl::identifier_other;
using pegtl::not_one;
using pegtl::one;
using pegtl::string;

// Thrown at a point of commitment, after the mistake was reported.
struct Abandoned {};

// Fails quietly where the rules inside have given up, so that a choice can go on behind the mistake.
template <typename... Rules>
using recover = pegtl::try_catch_type<Abandoned, Rules...>;

// Offsets are all that is needed of a place, so nobody counts lines while parsing.
using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf_crlf, const char*>;

}  // namespace vmt::grammar
