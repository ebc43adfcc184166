// Scripts of the project, changed at random: the same changes in every run, so that a failure comes back.
// What libFuzzer does better and longer, see scripts/fuzz.
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <random>

#include "fuzz/drive.hpp"
#include "support/corpus.hpp"

namespace vmt::test {
namespace {

using namespace std::chrono_literals;

// Of each of the three depths.
constexpr auto time_for_each = 4s;

class Mutator {
public:
  explicit Mutator(std::vector<std::string> scripts) : scripts_(std::move(scripts)) {}

  std::string next() {
    std::string text = pick(scripts_);
    for (auto changes = number(4) + 1; changes > 0; --changes) change(text);
    return text;
  }

private:
  std::size_t number(std::size_t below) { return random_() % std::max<std::size_t>(below, 1); }
  const std::string& pick(const std::vector<std::string>& from) { return from[number(from.size())]; }

  std::string_view stretch(const std::string& text) {
    return std::string_view(text).substr(number(text.size()), number(40));
  }

  void change(std::string& text) {
    constexpr std::string_view signs = "\"'`#{}()[]$\\/;:,.=<>&|!%@\n\t \r0aZ\0\x7f\x80\xe9\xf0";
    const auto at = number(text.size());
    switch (number(5)) {
      case 0: text.erase(at, number(30)); break;
      case 1: text.insert(at, 1, signs[number(signs.size())]); break;
      case 2: text.insert(at, std::string(stretch(pick(scripts_)))); break;
      case 3: text.insert(at, std::string(stretch(text))); break;
      default:
        if (!text.empty()) text[at] = signs[number(signs.size())];
        break;
    }
  }

  std::mt19937 random_{1};  // the same numbers each time
  std::vector<std::string> scripts_;
};

using Drive = void (*)(std::string_view);

void mutate(Drive drive, std::string_view skipped = "\1") {
  std::vector<std::string> scripts;
  for (const auto& file : files_below("tests"))
    if (auto text = read_file(file); text.size() < 8'000 && text.find(skipped) == text.npos)
      scripts.push_back(std::move(text));
  Mutator mutator(std::move(scripts));
  const auto end = std::chrono::steady_clock::now() + time_for_each;
  int count = 0;
  for (; std::chrono::steady_clock::now() < end; ++count) {
    const auto text = mutator.next();
    const auto start = std::clock();
    drive(text);
    EXPECT_LT(std::clock() - start, 3 * CLOCKS_PER_SEC) << text;
  }
  EXPECT_GT(count, 50);
}

TEST(Mutation, Parse) {
  mutate(drive_parse);
}
TEST(Mutation, Format) {
  mutate(drive_format);
}
TEST(Mutation, Check) {
  mutate(drive_check);
}
// Only scripts without machines can run here.
TEST(Mutation, Run) {
  mutate(drive_run, "machine ");
}

}  // namespace
}  // namespace vmt::test
