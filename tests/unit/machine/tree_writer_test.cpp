// What a guest sends stays where it was asked to go.
#include "machine/guest/tree_writer.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "machine/trouble.hpp"

namespace vmt::machine::guest {
namespace {

namespace fs = std::filesystem;
using agent::EntryKind;

Entry entry(const std::string& path, EntryKind kind) {
  Entry made;
  made.path = path;
  made.kind = kind;
  made.mode = kind == EntryKind::directory ? 0755 : 0644;
  made.uid = ::geteuid();
  made.gid = ::getegid();
  return made;
}

class TreeWriterTest : public testing::Test {
protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "vmt-tree-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(TreeWriterTest, RefusesPathsThatLeadOut) {
  TreeWriter writer(folder_ / "top");
  writer.begin(entry("", EntryKind::directory));
  for (const char* path : {"../out", "a/../../out", "/etc/out", ".."})
    EXPECT_THROW(writer.begin(entry(path, EntryKind::file)), Trouble) << path;
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(TreeWriterTest, RefusesToGoThroughALinkThatTheGuestSent) {
  fs::create_directory(folder_ / "elsewhere");
  TreeWriter writer(folder_ / "top");
  writer.begin(entry("", EntryKind::directory));
  auto link = entry("link", EntryKind::symbolic_link);
  link.target = (folder_ / "elsewhere").string();
  writer.begin(link);
  EXPECT_THROW(writer.begin(entry("link/file", EntryKind::file)), Trouble);
  EXPECT_TRUE(fs::is_empty(folder_ / "elsewhere"));
}

TEST_F(TreeWriterTest, ReplacesALinkInsteadOfWritingToItsTarget) {
  std::ofstream(folder_ / "precious") << "kept";
  fs::create_symlink("precious", folder_ / "target");
  TreeWriter writer(folder_ / "target");
  writer.begin(entry("", EntryKind::file));
  writer.data("new");
  writer.finish();
  std::string text;
  std::ifstream(folder_ / "precious") >> text;
  EXPECT_EQ(text, "kept");
}

TEST_F(TreeWriterTest, SaysWhereItCanNotWrite) {
  std::ofstream(folder_ / "file") << "text";
  TreeWriter writer(folder_ / "file" / "inside");
  try {
    writer.begin(entry("", EntryKind::file));
    FAIL();
  } catch (const Trouble& trouble) {
    EXPECT_NE(trouble.message.find("file/inside"), std::string::npos) << trouble.message;
  }
}

}  // namespace
}  // namespace vmt::machine::guest
