// One file-system object on its way into or out of a guest: the payload of agent::FrameType::entry.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/protocol.hpp"

namespace vmt::machine::guest {

struct Entry {
  std::string path;  // relative to the request's path; empty: the object itself
  agent::EntryKind kind = agent::EntryKind::file;
  std::uint32_t mode = 0644;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::int64_t modified_ns = 0;  // since 1970
  std::uint64_t size_bytes = 0;
  std::string target;  // of a symbolic link
};

inline std::string encode(const Entry& entry) {
  agent::Writer writer;
  writer.text(entry.path).u8(static_cast<std::uint8_t>(entry.kind)).u32(entry.mode);
  writer.u32(entry.uid).u32(entry.gid).i64(entry.modified_ns).u64(entry.size_bytes);
  return writer.text(entry.target).bytes();
}

inline Entry decode_entry(std::string_view payload) {
  agent::Reader reader(payload);
  Entry entry;
  entry.path = std::string(reader.text());
  entry.kind = static_cast<agent::EntryKind>(reader.u8());
  entry.mode = reader.u32() & 07777;
  entry.uid = reader.u32();
  entry.gid = reader.u32();
  entry.modified_ns = reader.i64();
  entry.size_bytes = reader.u64();
  entry.target = std::string(reader.text());
  return entry;
}

}  // namespace vmt::machine::guest
