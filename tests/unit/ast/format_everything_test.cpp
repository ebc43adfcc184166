// Every script of the repository, and every one in its documents, is formatted; and each stays what it is
// with a comment between every two of its tokens that allow one.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ast/format.hpp"
#include "ast/format_tokens.hpp"
#include "ast/parse.hpp"
#include "ast/to_text.hpp"

namespace vmt {
namespace {

namespace fs = std::filesystem;

struct Script {
  std::string name;
  std::string text;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What stands between "```vmt" and "```".
void add_blocks(const fs::path& path, std::vector<Script>& scripts) {
  std::istringstream document(read(path));
  std::string line, block;
  bool is_inside = false;
  for (int number = 1; std::getline(document, line); ++number) {
    if (is_inside && line == "```") {
      scripts.push_back({fmt::format("{}, before line {}", path.string(), number), block});
      is_inside = false;
    } else if (is_inside) {
      block += line + '\n';
    } else if (line.starts_with("```vmt")) {
      is_inside = true;
      block.clear();
    }
  }
}

std::vector<Script> all_scripts() {
  std::vector<Script> scripts;
  const fs::path checkout(VMT_CHECKOUT);
  for (const auto folder : {"examples", "stdlib", "tests", "docs", "editors"}) {
    if (!fs::exists(checkout / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(checkout / folder)) {
      if (entry.path().extension() == ".vmt") scripts.push_back({entry.path().string(), read(entry.path())});
      if (entry.path().extension() == ".md") add_blocks(entry.path(), scripts);
    }
  }
  add_blocks(checkout / "README.md", scripts);
  std::ranges::sort(scripts, {}, &Script::name);
  return scripts;
}

// Nothing when the script has mistakes.
std::optional<std::string> formatted(const Script& script) {
  const Source source(script.name, script.text);
  Diagnostics diagnostics;
  auto result = format(source, diagnostics);
  if (result) return std::move(*result);
  EXPECT_EQ(result.error(), FormatRefusal::script_has_errors) << script.name << "\n" << script.text;
  return {};
}

// The meaning of the script; empty when it has a mistake.
std::string meaning(const std::string& text) {
  const Source source("script.vmt", text);
  Diagnostics diagnostics;
  const auto file = parse(source, diagnostics);
  return diagnostics.has_errors() ? "" : to_text(file);
}

// With a comment in front of every token that may have one there.
std::string with_comments(const std::string& script) {
  const auto tokens = format_tokens(script);
  const auto wanted = meaning(script);
  std::string text = script;
  int count = 0;
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
    const auto at = static_cast<std::size_t>(token->text.data() - script.data());
    auto tried = text;
    tried.insert(at, fmt::format(" # {}\n", count));
    if (meaning(tried) != wanted) continue;
    text = std::move(tried);
    ++count;
  }
  return text;
}

constexpr std::string_view every_form = R"(
use std.http
network lan, wan { subnet "192.168.7.0/24"; delay 20ms }
machine base { image debian with ["git", "curl"]; memory 512MiB; env {A: "b"} }
machine a, b like base { network lan }
machine worker[3]
param version = "1.0"
secret token
function add(x: int, y: int = 3) -> int { return x + y }
phrase wait mail [for {user: text = "root"}] on {m: machine} -> text { return m.succeed("ls #{user}") }
setup { start all; finally { crash a } }
test "one" tags slow, network timeout 30s for x in [1, 2] after "zero" {
  let list = [1, 2.5, 5%, 10mbit, -3]; var m = {a: 1, "b c": [true, nothing]}
  m = {}
  if a.ok and not b.ok or 1 in list { skip "why" } else if x >= 3 { break } else { continue }
  for i in 1..5 { log i }
  while list[0] != -1 { sleep 1s }
  step "name" { within 5s { wait port 80 + 1 on a } }
  eventually { a.succeed "true" as "ada" in "/tmp" } within 10s
  retry 3 times every 1s { fail "no" }
  throughout 1 == 1 every 1s { pause }
  parallel { a.fail "x"; parallel for y in list { log y } }
  let failure = expect failure { expect web.read("/x") contains "y" }
  wait until client succeeds "x" within 30s
  slow web by 100ms { log list.map(x => x * 2).filter((p) => p % 2 == 0) }
  a.succeed("""
    cat #{list}
  """, as: "ada").trim()
  return
}
)";

TEST(FormatEverything, is_how_the_scripts_of_the_repository_are_written) {
  int count = 0;
  for (const auto& script : all_scripts()) {
    const bool is_about_mistakes = script.name.find("/tests/lang/") != std::string::npos;
    const auto text = formatted(script);
    if (!text || is_about_mistakes) continue;
    EXPECT_EQ(*text, script.text) << script.name << ": run `vmt fmt`";
    ++count;
  }
  EXPECT_GT(count, 20);
}

TEST(FormatEverything, changes_nothing_the_second_time) {
  auto scripts = all_scripts();
  scripts.push_back({"every form", std::string(every_form)});
  for (const auto& script : scripts) {
    const auto once = formatted(script);
    if (!once) continue;
    EXPECT_EQ(*formatted({script.name, *once}), *once) << script.name;
  }
}

TEST(FormatEverything, keeps_a_comment_between_every_two_tokens) {
  ASSERT_NE(meaning(std::string(every_form)), "");
  auto scripts = all_scripts();
  std::erase_if(scripts, [](const Script& script) {
    return script.text.size() > 2000 || meaning(script.text).empty();
  });
  scripts.push_back({"every form", std::string(every_form)});
  std::size_t comments = 0;
  for (const auto& script : scripts) {
    const auto text = with_comments(script.text);
    comments += static_cast<std::size_t>(std::ranges::count(text, '#'));
    const auto once = formatted({script.name, text});
    ASSERT_TRUE(once) << script.name << "\n" << text;
    EXPECT_EQ(*formatted({script.name, *once}), *once) << script.name << "\n" << text;
  }
  EXPECT_GT(comments, 500u);
}

}  // namespace
}  // namespace vmt
