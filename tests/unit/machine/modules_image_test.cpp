// The modules of a kernel in folders that nobody may write to, as in the store of Nix.
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>

#include "machine/images/files.hpp"
#include "machine/images/kernel.hpp"
#include "machine/images/tool.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

constexpr uid_t nobody = 65534;
const std::vector<std::string> folders = {".", "kernel", "kernel/drivers"};

// Modes mean nothing to root, who therefore is an ordinary user for a while.
class ModulesImageTest : public testing::Test {
protected:
  ModulesImageTest() {
    auto name = (fs::temp_directory_path() / "vmt-modules-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    if (is_root_) {
      EXPECT_EQ(::chown(folder_.c_str(), nobody, ::getgid()), 0);
      EXPECT_EQ(::seteuid(nobody), 0);
    }
    modules_ = folder_ / "lib/modules/6.1";
    fs::create_directories(modules_ / "kernel/drivers");
    write_file(modules_ / "modules.dep", "kernel/drivers/some.ko:\n");
    write_file(modules_ / "kernel/drivers/some.ko", "a driver");
    fs::create_symlink("/nowhere", modules_ / "build");
    for (const auto& folder : folders)
      fs::permissions(modules_ / folder, fs::perms::owner_read | fs::perms::owner_exec);
  }
  ~ModulesImageTest() override {
    for (const auto& folder : folders) fs::permissions(modules_ / folder, fs::perms::owner_all);
    if (is_root_) {
      EXPECT_EQ(::seteuid(0), 0);
    }
    fs::remove_all(folder_);
  }

  bool is_root_ = ::geteuid() == 0;
  fs::path folder_;
  fs::path modules_;
};

TEST_F(ModulesImageTest, IsMadeOfFoldersThatNobodyMayWriteTo) {
  const Cache cache(folder_ / "cache");
  const auto silent = [](const std::string&) {};
  const auto image = modules_image(cache, {"6.1", "", modules_}, silent, Patience{});
  const auto listed = run_tool(
      {.arguments = {"dump.erofs", "--ls", "--path=/6.1/kernel/drivers", image.string()}}, Patience{});
  EXPECT_NE(listed.output.find("some.ko"), std::string::npos) << listed.output;
  EXPECT_FALSE(fs::exists(image.parent_path() / "modules"));
}

}  // namespace
}  // namespace vmt::machine
