#include "msgpack_reader.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <bit>

namespace etalon {

void MsgpackReader::fail(std::string_view what) const {
  throw Error(ErrorKind::corrupt,
              fmt::format("it is damaged at byte {} of {}: {}", m_at, m_bytes.size(), what));
}

void MsgpackReader::check_left(std::uint64_t bytes, std::size_t head_bytes) const {
  if (head_bytes > m_bytes.size() - m_at || bytes > m_bytes.size() - m_at - head_bytes) {
    fail("an item is longer than what is left");
  }
}

std::uint64_t MsgpackReader::big_endian(std::size_t offset, std::size_t bytes) const {
  check_left(bytes, offset);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    value = value << 8U | static_cast<unsigned char>(m_bytes[m_at + offset + i]);
  }
  return value;
}

MsgpackReader::Head MsgpackReader::head() const {
  const auto first = static_cast<unsigned>(big_endian(0, 1));
  if (first < 0x80) {
    return {Type::integer, 1, first};
  }
  if (first < 0x90) {
    return {Type::map, 1, first & 0x0FU};
  }
  if (first < 0xA0) {
    return {Type::array, 1, first & 0x0FU};
  }
  if (first < 0xC0) {
    return {Type::text, 1, first & 0x1FU};
  }
  if (first >= 0xE0) {
    return {Type::integer, 1, first | 0xFFFF'FFFF'FFFF'FF00U};
  }
  const auto with = [this](Type type, std::size_t bytes) {
    return Head{type, 1 + bytes, big_endian(1, bytes)};
  };
  switch (first) {
  case 0xC0:
    return {Type::nil, 1, 0};
  case 0xC2:
  case 0xC3:
    return {Type::boolean, 1, first & 1U};
  case 0xC4:
  case 0xC5:
  case 0xC6:
    return with(Type::binary, std::size_t{1} << (first - 0xC4));
  case 0xC7:
  case 0xC8:
  case 0xC9: {
    // A length, then a byte for the type of the extension.
    Head extension = with(Type::extension, std::size_t{1} << (first - 0xC7));
    ++extension.bytes;
    return extension;
  }
  case 0xCA:
  case 0xCB:
    return with(Type::real, first == 0xCA ? 4 : 8);
  case 0xCC:
  case 0xCD:
  case 0xCE:
  case 0xCF:
    return with(Type::integer, std::size_t{1} << (first - 0xCC));
  case 0xD0:
  case 0xD1:
  case 0xD2:
  case 0xD3:
    return with(Type::integer, std::size_t{1} << (first - 0xD0));
  case 0xD4:
  case 0xD5:
  case 0xD6:
  case 0xD7:
  case 0xD8:
    return {Type::extension, 2, std::uint64_t{1} << (first - 0xD4)};
  case 0xD9:
  case 0xDA:
  case 0xDB:
    return with(Type::text, std::size_t{1} << (first - 0xD9));
  case 0xDC:
  case 0xDD:
    return with(Type::array, first == 0xDC ? 2 : 4);
  case 0xDE:
  case 0xDF:
    return with(Type::map, first == 0xDE ? 2 : 4);
  default:
    fail("there is no such item in MessagePack");
  }
}

MsgpackReader::Type MsgpackReader::peek() const {
  return head().type;
}

std::optional<std::size_t> MsgpackReader::try_container(Type type) {
  const Head item = head();
  if (item.type != type) {
    return std::nullopt;
  }
  // Each element takes a byte at least.
  check_left(type == Type::map ? 2 * item.value : item.value, item.bytes);
  m_at += item.bytes;
  return item.value;
}

std::optional<std::string_view> MsgpackReader::try_bytes(Type type) {
  const Head item = head();
  if (item.type != type) {
    return std::nullopt;
  }
  check_left(item.value, item.bytes);
  const std::string_view bytes = m_bytes.substr(m_at + item.bytes, item.value);
  m_at += item.bytes + item.value;
  return bytes;
}

std::optional<std::uint64_t> MsgpackReader::try_unsigned() {
  const Head item = head();
  const auto first = static_cast<unsigned char>(m_bytes[m_at]);
  if (item.type != Type::integer || first >= 0xE0) {
    return std::nullopt;
  }
  // Positive numbers in a signed item are allowed by the format.
  const std::size_t bits = 8 * (item.bytes - 1);
  if (first >= 0xD0 && (item.value >> (bits - 1)) != 0) {
    return std::nullopt;
  }
  m_at += item.bytes;
  return item.value;
}

std::optional<double> MsgpackReader::try_number() {
  const Head item = head();
  if (item.type == Type::integer) {
    const std::optional<std::uint64_t> number = try_unsigned();
    return number ? std::optional<double>(static_cast<double>(*number)) : std::nullopt;
  }
  if (item.type != Type::real) {
    return std::nullopt;
  }
  m_at += item.bytes;
  return item.bytes == 5
             ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(item.value)))
             : std::bit_cast<double>(item.value);
}

std::optional<bool> MsgpackReader::try_boolean() {
  const Head item = head();
  if (item.type != Type::boolean) {
    return std::nullopt;
  }
  m_at += item.bytes;
  return item.value != 0;
}

void MsgpackReader::skip() {
  std::uint64_t left = 1;
  for (; left > 0; --left) {
    const Head item = head();
    switch (item.type) {
    case Type::array:
    case Type::map: {
      const std::uint64_t children = item.type == Type::map ? 2 * item.value : item.value;
      check_left(children, item.bytes);
      left += children;
      m_at += item.bytes;
      break;
    }
    case Type::text:
    case Type::binary:
    case Type::extension:
      check_left(item.value, item.bytes);
      m_at += item.bytes + item.value;
      break;
    default:
      m_at += item.bytes;
    }
  }
}

void MsgpackReader::expect_end() const {
  if (m_at != m_bytes.size()) {
    fail("something follows the end");
  }
}

} // namespace etalon
