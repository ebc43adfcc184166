#include "machine/screen/keys.hpp"

#include <gtest/gtest.h>

#include "machine/screen/picture.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

std::string shown(const std::vector<KeyEvent>& events) {
  std::string text;
  for (const auto& event : events) text += (event.is_down ? "+" : "-") + event.name;
  return text;
}

TEST(Keys, AChordGoesDownInItsOrderAndUpInTheOther) {
  EXPECT_EQ(shown(chord("ctrl-alt-f2")), "+ctrl+alt+f2-f2-alt-ctrl");
}

TEST(Keys, PeoplesNamesAreKnown) {
  EXPECT_EQ(shown(chord("enter")), "+ret-ret");
  EXPECT_EQ(shown(chord("super")), "+meta_l-meta_l");
}

TEST(Keys, AKeyWithoutANameIsRefused) {
  EXPECT_THROW(chord("ctrl--a"), Trouble);
  EXPECT_THROW(chord(""), Trouble);
}

TEST(Keys, TypingUsesShiftWhereAnAmericanKeyboardNeedsIt) {
  const auto typed = typing("aA!\n");
  ASSERT_EQ(typed.size(), 4u);
  EXPECT_EQ(shown(typed[0]), "+a-a");
  EXPECT_EQ(shown(typed[1]), "+shift+a-a-shift");
  EXPECT_EQ(shown(typed[2]), "+shift+1-1-shift");
  EXPECT_EQ(shown(typed[3]), "+ret-ret");
}

TEST(Keys, OtherCharactersAreTypedByTheirNumber) {
  const auto typed = typing("ü");
  ASSERT_EQ(typed.size(), 1u);
  EXPECT_EQ(shown(typed[0]), "+alt+kp_2-kp_2+kp_5-kp_5+kp_2-kp_2-alt");
}

TEST(Picture, ADarkScreenBecomesDarkLettersOnWhite) {
  const std::string black_and_white("P6\n2 2\n255\n\0\0\0\xff\xff\xff\0\0\0\0\0\0", 23);
  const auto picture = picture_for_reading(black_and_white);
  ASSERT_TRUE(picture);
  const auto head = std::string("P5\n6 6\n255\n");
  ASSERT_EQ(picture->size(), head.size() + 36);
  EXPECT_EQ(picture->substr(0, head.size()), head);
  EXPECT_EQ(picture->substr(head.size(), 6), "\xff\xff\xff" + std::string(3, '\0'));
}

TEST(Picture, WhatIsNoPictureIsNone) {
  EXPECT_FALSE(picture_for_reading("P6\n2 2\n255\nabc"));
  EXPECT_FALSE(picture_for_reading("hello"));
  EXPECT_FALSE(picture_for_reading(""));
}

}  // namespace
}  // namespace vmt::machine
