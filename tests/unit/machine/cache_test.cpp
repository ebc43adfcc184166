// The cache of images, in a folder of its own.
#include "machine/images/cache.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/file.h>

#include "machine/descriptor.hpp"
#include "machine/images/files.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

class CacheTest : public testing::Test {
protected:
  CacheTest() {
    auto name = (fs::temp_directory_path() / "vmt-cache-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~CacheTest() override { fs::remove_all(folder_); }

  // As a build leaves it that was killed; the lock, which a build that goes on would hold.
  Descriptor leave_unfinished(const std::string& name) const {
    const fs::path unfinished = (folder_ / name).string() + ".unfinished";
    fs::create_directories(unfinished);
    write_file(unfinished / "half", "half");
    return Descriptor(
        ::open(((folder_ / name).string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  }
  bool is_left(const std::string& name) const {
    return fs::exists((folder_ / name).string() + ".unfinished");
  }

  fs::path folder_;
};

TEST_F(CacheTest, SweepsWhatKilledBuildsLeftWhenItBuilds) {
  const Cache cache(folder_);
  leave_unfinished("debian/killed");
  const auto held = leave_unfinished("debian/goes-on");
  ASSERT_EQ(::flock(held.get(), LOCK_EX), 0);
  const auto silent = [](const std::string&) {};
  const auto build = [](const fs::path& unfinished) { write_file(unfinished / "file", "whole"); };
  const auto entry = cache.entry("seeds/one", build, silent, Patience{});
  EXPECT_EQ(read_file(entry / "file"), "whole");
  EXPECT_FALSE(is_left("debian/killed"));
  EXPECT_TRUE(is_left("debian/goes-on"));
  EXPECT_FALSE(is_left("seeds/one"));
}

}  // namespace
}  // namespace vmt::machine
