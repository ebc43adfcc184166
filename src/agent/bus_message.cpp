#include "agent/bus_message.hpp"

#include "agent/protocol.hpp"

namespace vmt::agent {
namespace {

// The header field codes of the specification.
constexpr std::uint8_t field_path = 1;
constexpr std::uint8_t field_interface = 2;
constexpr std::uint8_t field_member = 3;
constexpr std::uint8_t field_error_name = 4;
constexpr std::uint8_t field_reply_serial = 5;
constexpr std::uint8_t field_destination = 6;
constexpr std::uint8_t field_signature = 8;

constexpr std::size_t fixed_bytes = 16;  // up to and including the length of the field array
constexpr char little_endian = 'l';

std::size_t aligned(std::size_t offset, std::size_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

class Encoder {
public:
  void align(std::size_t alignment) { bytes_.resize(aligned(bytes_.size(), alignment), '\0'); }
  void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void number(std::uint32_t value) {
    align(4);
    bytes_ += Writer().u32(value).bytes();
  }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes_.append(value).push_back('\0');
  }
  void signature(std::string_view value) {
    byte(static_cast<std::uint8_t>(value.size()));
    bytes_.append(value).push_back('\0');
  }
  void field(std::uint8_t code, std::string_view type, std::string_view value) {
    align(8);
    byte(code);
    signature(type);
    if (type == "g") {
      signature(value);
    } else {
      text(value);
    }
  }
  void raw(std::string_view value) { bytes_.append(value); }
  const std::string& bytes() const { return bytes_; }

private:
  std::string bytes_;
};

// Reads at offsets from the start of the message, since alignment counts from there.
class Decoder {
public:
  Decoder(std::string_view bytes, std::size_t offset) : bytes_(bytes), offset_(offset) {}

  void align(std::size_t alignment) { offset_ = aligned(offset_, alignment); }
  std::uint8_t byte() {
    if (offset_ >= bytes_.size()) return fail();
    return static_cast<std::uint8_t>(bytes_[offset_++]);
  }
  std::uint32_t number() {
    align(4);
    if (offset_ + 4 > bytes_.size()) return fail();
    const auto value = Reader(bytes_.substr(offset_)).u32();
    offset_ += 4;
    return value;
  }
  std::string_view text() { return characters(number()); }
  std::string_view signature() { return characters(byte()); }
  std::size_t offset() const { return offset_; }
  bool ok() const { return ok_; }

private:
  std::uint8_t fail() {
    ok_ = false;
    offset_ = bytes_.size();
    return 0;
  }
  std::string_view characters(std::size_t size) {
    if (offset_ > bytes_.size() || size >= bytes_.size() - offset_) {
      fail();
      return {};
    }
    const auto value = bytes_.substr(offset_, size);
    offset_ += size + 1;  // and the zero byte
    return value;
  }

  std::string_view bytes_;
  std::size_t offset_;
  bool ok_ = true;
};

void read_first_value(Decoder& decoder, std::string_view signature, BusMessage& message) {
  if (signature.empty()) return;
  switch (signature.front()) {
    case 's':
    case 'o': message.text = decoder.text(); break;
    case 'g': message.text = decoder.signature(); break;
    case 'b':
    case 'u': message.number = decoder.number(); break;
    case 'v': read_first_value(decoder, decoder.signature(), message); break;
    case '(':
      decoder.align(8);
      read_first_value(decoder, signature.substr(1), message);
      break;
    default: break;  // nothing that the agent asks for
  }
}

}  // namespace

std::string encode(const BusCall& call) {
  Encoder body;
  for (const auto& argument : call.arguments) body.text(argument);
  Encoder fields;
  fields.field(field_path, "o", call.path);
  fields.field(field_interface, "s", call.interface);
  fields.field(field_member, "s", call.member);
  fields.field(field_destination, "s", "org.freedesktop.systemd1");
  if (!call.arguments.empty()) fields.field(field_signature, "g", std::string(call.arguments.size(), 's'));

  Encoder message;
  message.byte(static_cast<std::uint8_t>(little_endian));
  message.byte(static_cast<std::uint8_t>(BusMessageType::call));
  message.byte(0);  // flags
  message.byte(1);  // version of the protocol
  message.number(static_cast<std::uint32_t>(body.bytes().size()));
  message.number(call.serial);
  message.number(static_cast<std::uint32_t>(fields.bytes().size()));
  message.raw(fields.bytes());  // starts at 16, so its own alignment holds
  message.align(8);
  message.raw(body.bytes());
  return message.bytes();
}

std::size_t message_size(std::string_view bytes) {
  if (bytes.size() < fixed_bytes) return 0;
  const auto body_bytes = Reader(bytes.substr(4)).u32();
  const auto field_bytes = Reader(bytes.substr(12)).u32();
  return aligned(fixed_bytes + field_bytes, 8) + body_bytes;
}

std::optional<BusMessage> decode(std::string_view bytes) {
  if (bytes.size() < fixed_bytes || bytes[0] != little_endian) return std::nullopt;
  BusMessage message;
  message.type = static_cast<BusMessageType>(bytes[1]);
  const auto fields_end = fixed_bytes + Reader(bytes.substr(12)).u32();
  std::string_view body_signature;
  Decoder decoder(bytes, fixed_bytes);
  while (decoder.ok() && decoder.offset() < fields_end) {
    decoder.align(8);
    const auto code = decoder.byte();
    const auto type = decoder.signature();
    if (type == "u") {
      const auto number = decoder.number();
      if (code == field_reply_serial) message.reply_serial = number;
    } else if (type == "g") {
      const auto signature = decoder.signature();
      if (code == field_signature) body_signature = signature;
    } else {
      const auto text = decoder.text();
      if (code == field_path) message.path = text;
      if (code == field_member) message.member = text;
      if (code == field_error_name) message.error_name = text;
    }
  }
  if (!decoder.ok()) return std::nullopt;
  decoder.align(8);
  read_first_value(decoder, body_signature, message);
  if (!decoder.ok()) return std::nullopt;
  return message;
}

}  // namespace vmt::agent
