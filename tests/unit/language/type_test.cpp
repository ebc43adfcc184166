#include "language/type.hpp"

#include <gtest/gtest.h>

namespace vmt {
namespace {

TEST(Type, fits_only_itself) {
  EXPECT_TRUE(fits(Kind::integer, Kind::integer));
  EXPECT_FALSE(fits(Kind::integer, Kind::decimal));
  EXPECT_FALSE(fits(Kind::integer, Kind::duration));
  EXPECT_TRUE(fits(Type::list_of(Kind::text), Type::list_of(Kind::text)));
  EXPECT_FALSE(fits(Type::list_of(Kind::text), Type::list_of(Kind::integer)));
  EXPECT_FALSE(fits(Type::list_of(Kind::text), Type::map_of(Kind::text)));
  EXPECT_FALSE(fits(Type::list_of(Kind::text), Kind::text));
}

TEST(Type, any_and_unknown_fit_at_every_depth) {
  EXPECT_TRUE(fits(Kind::any, Kind::text));
  EXPECT_TRUE(fits(Kind::text, Kind::any));
  EXPECT_TRUE(fits(Kind::unknown, Kind::machine));
  EXPECT_TRUE(fits(Type::list_of(Kind::unknown), Type::list_of(Type::list_of(Kind::text))));
  EXPECT_TRUE(
      fits(Type::map_of(Type::list_of(Kind::any)), Type::map_of(Type::list_of(Kind::size))));
  EXPECT_FALSE(fits(Type::list_of(Kind::any), Type::map_of(Kind::any)));
}

TEST(Type, a_chain_that_is_too_long_fits_but_does_not_lie) {
  Type deep = Kind::integer;
  for (int depth = 0; depth < 10; ++depth) deep = Type::list_of(deep);
  EXPECT_TRUE(fits(deep, deep));
  Type inner = deep;
  for (std::size_t depth = 0; depth < longest_type; ++depth) inner = inner.element();
  EXPECT_TRUE(inner.is(Kind::unknown));
}

TEST(Type, is_shown_as_the_manual_writes_it) {
  EXPECT_EQ(show(Kind::boolean), "bool");
  EXPECT_EQ(show(Type::list_of(Kind::text)), "list of text");
  EXPECT_EQ(show(Type::map_of(Type::list_of(Kind::integer))), "map of list of int");
  EXPECT_EQ(show(Type::function_to(Kind::boolean)), "function to bool");
  EXPECT_EQ(show(Type::list_of(Kind::unknown)), "list");
}

TEST(Type, is_found_by_its_word) {
  EXPECT_EQ(kind_named("int"), Kind::integer);
  EXPECT_EQ(kind_named("machine"), Kind::machine);
  EXPECT_EQ(kind_named("string"), std::nullopt);
  EXPECT_EQ(kind_named("unknown"), std::nullopt);
}

}  // namespace
}  // namespace vmt
