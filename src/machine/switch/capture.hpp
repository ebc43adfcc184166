// Frames written to a file as they pass, in the pcap format of libpcap with nanoseconds
// (draft-ietf-opsawg-pcap): a header of 24 bytes, then each frame behind 16 bytes of time and length. Read
// by tcpdump, tshark, Wireshark and all else that knows libpcap.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "machine/descriptor.hpp"

namespace vmt::machine::network {

class Capture {
public:
  using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

  // Makes the file and its folders; one that is there is overwritten. Throws Trouble (infrastructure)
  // when that cannot be.
  explicit Capture(const std::filesystem::path& file);

  // The frame from its destination address on. Each is in the file when this returns (one write(2) each,
  // into the page cache), so the file is whole also when vmt is killed. Without room on the disk the rest
  // is left out; `is_complete` tells.
  void add(std::string_view frame, WallTime when);
  bool is_complete() const { return is_complete_; }

private:
  Descriptor file_;
  std::string record_;
  bool is_complete_ = true;
};

}  // namespace vmt::machine::network
