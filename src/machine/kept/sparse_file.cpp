#include "machine/kept/sparse_file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_bytes = 4096;
constexpr std::size_t read_bytes = 256 * page_bytes;

Trouble trouble(const char* what, const fs::path& file) {
  return Trouble(TroubleKind::infrastructure,
                 fmt::format("`{}` can't be {}: {}", file.string(), what, system_words(errno)));
}

fs::path path_of(const Descriptor& file) {
  std::error_code error;
  return fs::read_symlink(fmt::format("/proc/self/fd/{}", file.get()), error);
}

bool is_zero(std::string_view page) {
  static constexpr std::array<char, page_bytes> zeros{};
  return page == std::string_view(zeros.data(), page.size());
}

// Over each page that is not all zeros with its place, and the size: holes don't change it.
class Sum {
public:
  Sum() : state_(XXH3_createState(), &XXH3_freeState) { XXH3_64bits_reset(state_.get()); }
  void add(std::uint64_t number) { XXH3_64bits_update(state_.get(), &number, sizeof number); }
  void add(std::string_view bytes) { XXH3_64bits_update(state_.get(), bytes.data(), bytes.size()); }
  std::string digits() const { return fmt::format("{:016x}", XXH3_64bits_digest(state_.get())); }

private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

// Calls `visit` with each page that is not all zeros, or the part of it that the file has. Gives the size.
std::uint64_t visit_pages(const Descriptor& file,
                          const std::function<void(std::uint64_t at, std::string_view page)>& visit) {
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) throw trouble("read", path_of(file));
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  std::vector<char> buffer(read_bytes);
  for (std::uint64_t at = 0; at < size;) {
    const auto data = ::lseek(file.get(), static_cast<off_t>(at), SEEK_DATA);
    if (data < 0 && errno == ENXIO) break;  // a hole to the end
    if (data > 0) at = std::max(at, static_cast<std::uint64_t>(data) / page_bytes * page_bytes);
    const auto count = ::pread(file.get(), buffer.data(), buffer.size(), static_cast<off_t>(at));
    if (count < 0) throw trouble("read", path_of(file));
    if (count == 0) break;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < bytes.size(); i += page_bytes)
      if (const auto page = bytes.substr(i, page_bytes); !is_zero(page)) visit(at + i, page);
    at += bytes.size();
  }
  return size;
}

// Neighbouring pages are written together.
class Writer {
public:
  Writer(const Descriptor& to, const fs::path& path) : to_(to), path_(path) {}

  void add(std::uint64_t at, std::string_view page) {
    if (at != begin_ + pending_.size() || pending_.size() >= read_bytes) flush();
    if (pending_.empty()) begin_ = at;
    pending_ += page;
  }

  void flush() {
    for (std::size_t done = 0; done < pending_.size();) {
      const auto count = ::pwrite(to_.get(), pending_.data() + done, pending_.size() - done,
                                  static_cast<off_t>(begin_ + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw trouble("written", path_);
      done += static_cast<std::size_t>(count);
    }
    pending_.clear();
  }

private:
  const Descriptor& to_;
  const fs::path& path_;
  std::string pending_;
  std::uint64_t begin_ = 0;
};

}  // namespace

Descriptor open_to_read(const fs::path& file) {
  Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.is_open()) throw trouble("read", file);
  return opened;
}

std::string copy_sparse(const Descriptor& from, const fs::path& to) {
  const Descriptor made(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!made.is_open()) throw trouble("written", to);
  Sum sum;
  Writer writer(made, to);
  const auto size = visit_pages(from, [&](std::uint64_t at, std::string_view page) {
    sum.add(at);
    sum.add(page);
    writer.add(at, page);
  });
  writer.flush();
  sum.add(size);
  if (::ftruncate(made.get(), static_cast<off_t>(size)) != 0 || ::fsync(made.get()) != 0)
    throw trouble("written", to);
  return sum.digits();
}

std::string checksum(const Descriptor& file) {
  Sum sum;
  const auto size = visit_pages(file, [&](std::uint64_t at, std::string_view page) {
    sum.add(at);
    sum.add(page);
  });
  sum.add(size);
  return sum.digits();
}

}  // namespace vmt::machine
