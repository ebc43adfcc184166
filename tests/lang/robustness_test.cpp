// Whatever stands in a file: it is answered with a message, in a time that grows with the file.
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>

#include "diagnostic/json.hpp"
#include "diagnostic/render.hpp"
#include "tools/scripts.hpp"

namespace vmt::test {
namespace {

namespace fs = std::filesystem;

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

class Robustness : public testing::Test {
protected:
  Robustness() {
    std::string name = (fs::temp_directory_path() / "vmt-robustness-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Robustness() override {
    std::error_code error;
    fs::remove_all(folder_, error);
  }

  std::string write(const std::string& name, const std::string& text) const {
    const auto path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  // Everything that a run of `vmt --check` does with it, drawing included. What is told, a line each.
  static std::string told(const std::string& path) {
    tools::Scripts scripts;
    tools::read_scripts({path}, scripts);
    std::string text;
    std::vector<const Diagnostic*> all;
    for (const Diagnostic& each : scripts.diagnostics.all()) {
      EXPECT_LT(render(each, {}).size(), 20'000u) << "a picture that nobody can look at";
      text += render_short(each) + '\n';
      all.push_back(&each);
    }
    EXPECT_FALSE(to_json(all, 0).empty());
    return text;
  }
  std::string told_about(const std::string& text) const { return told(write("script.vmt", text)); }

  static std::string codes(const std::string& said) {
    std::string found;
    for (auto at = said.find("[V"); at != said.npos; at = said.find("[V", at + 1))
      found += (found.empty() ? "" : " ") + said.substr(at + 1, 5);
    return found;
  }

  fs::path folder_;
};

TEST_F(Robustness, AnEmptyFileIsAScript) {
  EXPECT_EQ(told_about(""), "");
  EXPECT_EQ(told_about("\n"), "");
  EXPECT_EQ(told_about("\xef\xbb\xbf"), "");
  EXPECT_EQ(told_about("# only a comment"), "");
}

TEST_F(Robustness, NulCharacters) {
  EXPECT_EQ(codes(told_about(std::string("log \"a\0b\"\n", 10))), "V0011");
  EXPECT_NE(told_about(std::string(100'000, '\0')), "");
}

TEST_F(Robustness, BytesThatAreNoText) {
  EXPECT_EQ(codes(told_about("log \"\xff\xfe\xfd\"\n")), "V0010");
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>((i * 7919) >> 3);
  EXPECT_NE(told_about(bytes), "");
  EXPECT_NE(told_about("\x7f\x45LF\x02\x01\x01" + std::string(1000, '\0')), "");
}

TEST_F(Robustness, Utf16IsNamed) {
  EXPECT_EQ(codes(told_about(std::string("\xff\xfe"
                                         "l\0o\0g\0",
                                         8))),
            "V0012");
}

TEST_F(Robustness, ByteOrderMarkAndCrlf) {
  EXPECT_EQ(
      told_about("\xef\xbb\xbfmachine web\r\n\r\nweb.succeed \"true\"\r\nweb.succeed \"\"\"\r\n  true\r\n"
                 "\"\"\"\r\n"),
      "");
  EXPECT_NE(told_about("machine web\r\n\r\nweb.suceed \"true\"\r\n").find("script.vmt:3:5: error[V0205]"),
            std::string::npos);
}

TEST_F(Robustness, TenMegabytes) {
  const auto statements = repeated("log \"a line of some length, to make a file large\"\n", 210'000);
  ASSERT_GT(statements.size(), 10'000'000u);
  EXPECT_EQ(told_about(statements), "");
}

TEST_F(Robustness, LargerThanAnyScript) {
  const auto path = write("large.vmt", "");
  fs::resize_file(path, std::uintmax_t{1} << 33);  // takes no room
  EXPECT_NE(told(path).find("is larger than"), std::string::npos);
}

TEST_F(Robustness, AMegabyteInOneLine) {
  EXPECT_EQ(told_about("log \"" + std::string(1 << 20, 'a') + "\"\n"), "");
  EXPECT_EQ(codes(told_about("log " + std::string(1 << 20, 'a') + "\n")), "V0101");
  EXPECT_NE(told_about(std::string(1 << 20, 'a')), "");
  EXPECT_EQ(codes(told_about("log [" + repeated("1, ", 300'000) + "x]\n")), "V0101");
  EXPECT_EQ(codes(told_about("machine web\nweb.succeed \"" + repeated("true; ", 170'000) + "done\"\n")),
            "V0602");
}

TEST_F(Robustness, TenThousandBrackets) {
  for (const char* const bracket : {"(", "[", "{", "-", "not ", "f(", "#{\"", "\"#{"}) {
    const auto said = told_about("log " + repeated(bracket, 10'000) + "\n");
    EXPECT_NE(said, "") << bracket;
    EXPECT_LT(said.size(), 20'000u) << bracket;
  }
  EXPECT_EQ(codes(told_about("log " + repeated("(", 10'000) + "1" + repeated(")", 10'000) + "\n")), "V0008");
  EXPECT_EQ(codes(told_about(repeated("if true {\n", 10'000) + repeated("}\n", 10'000))), "V0008");
  EXPECT_EQ(codes(told_about("let f = " + repeated("x => ", 10'000) + "1\n")), "V0008");
  EXPECT_NE(told_about("log 1" + repeated(" + 1", 10'000) + "\n"), "");
  EXPECT_NE(told_about("log \"a\"" + repeated(".trim()", 10'000) + "\n"), "");
  told_about(repeated("if true { log 1 } else ", 10'000) + "{ log 1 }\n");
}

TEST_F(Robustness, TenThousandBracketsOfAShell) {
  for (const char* const bracket : {"( ", "$(", "{ ", "${x:-", "$((", "if true; then ", "case a in a) "})
    EXPECT_NE(told_about("machine web\nweb.succeed \"\"\"\n" + repeated(bracket, 10'000) + "\n\"\"\"\n"), "")
        << bracket;
  EXPECT_NE(told_about("machine web\nweb.succeed \"\"\"\n" + repeated("cat <<END\n", 10'000) + "\n\"\"\"\n"),
            "");
}

TEST_F(Robustness, ManyMistakes) {
  EXPECT_NE(told_about(repeated("let 5 = \"x\"\n", 2'000)), "");
  EXPECT_NE(told_about(repeated("}\n", 2'000)), "");
  EXPECT_NE(told_about(repeated("\"", 20'001)), "");
  EXPECT_NE(told_about(repeated("<<<<<<< a\n", 2'000)), "");
  std::string unknown = "machine web\n";
  for (int i = 0; i < 2'000; ++i)
    unknown += "log name_" + std::to_string(i) + "\nmachine m" + std::to_string(i) + "\n";
  EXPECT_NE(told_about(unknown), "");
}

TEST_F(Robustness, AFolderAFileThatIsNotThereAndOneThatMayNotBeRead) {
  EXPECT_NE(told(folder_.string()).find("is a folder"), std::string::npos);
  EXPECT_NE(told((folder_ / "absent.vmt").string()).find("there is no file"), std::string::npos);
  EXPECT_NE(told((folder_ / std::string(5000, 'a')).string()), "");
  EXPECT_NE(told(""), "");
  const auto path = write("secret.vmt", "log 1\n");
  ::chmod(path.c_str(), 0);
  if (::geteuid() != 0) {
    EXPECT_NE(told(path).find("cannot be read"), std::string::npos);
  }
}

TEST_F(Robustness, DevicesHaveAnEnd) {
  EXPECT_NE(told("/dev/zero").find("is larger than"), std::string::npos);
  EXPECT_EQ(told("/dev/null"), "");
}

TEST_F(Robustness, FilesThatUseEachOther) {
  write("b.vmt", "use \"c.vmt\"\nlet b = 1\n");
  write("c.vmt", "use \"a.vmt\"\nlet c = 1\n");
  EXPECT_EQ(codes(told(write("a.vmt", "use \"b.vmt\"\nlog b + c\n"))), "V0411");
  EXPECT_EQ(codes(told(write("self.vmt", "use \"self.vmt\"\nlog 1\n"))), "V0411");
  EXPECT_EQ(codes(told(write("folder.vmt", "use \".\"\nlog 1\n"))), "V0410");
}

// Each file uses the next one twice; read once each, that is nothing.
TEST_F(Robustness, FilesThatAreUsedManyTimes) {
  constexpr int count = 60;
  for (int i = 0; i < count; ++i) {
    const auto next = std::to_string(i + 1);
    write(std::to_string(i) + ".vmt", "use \"" + next + ".vmt\"\nuse \"./" + next + ".vmt\"\n");
  }
  write(std::to_string(count) + ".vmt", "let last = 1\n");
  EXPECT_EQ(told((folder_ / "0.vmt").string()), "");
}

// Eight times the text takes about eight times the time, far below the 64 times of what grows with its square. Time of
// the processor, as what else the machine does is little business of this.
TEST_F(Robustness, TimeGrowsWithTheText) {
  const auto seconds = [this](std::size_t lines) {
    const auto text = "machine web\n" + repeated("web.succeed \"echo 'hello' | grep h\"\n", lines);
    const auto path = write("lines.vmt", text);
    auto best = std::numeric_limits<double>::max();
    for (int round = 0; round < 3; ++round) {
      const auto start = std::clock();
      EXPECT_EQ(told(path), "");
      best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return best;
  };
  EXPECT_LT(seconds(40'000), 20 * seconds(5'000));
}

}  // namespace
}  // namespace vmt::test
