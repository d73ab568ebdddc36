#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace etalon {

// Reads MessagePack (msgpack.org, specification of 2017), one item after another, in place: texts
// and byte strings are views of the input. It comes from servers, so nothing is believed: a length
// is compared with what is left before it is used, and nothing recurses. Every method throws
// Error{corrupt} naming the byte where the input ends early or holds no MessagePack.
class MsgpackReader {
public:
  enum class Type : std::uint8_t {
    nil,
    boolean,
    integer,
    real,
    text,
    binary,
    array,
    map,
    extension
  };

  explicit MsgpackReader(std::string_view bytes) : m_bytes(bytes) {}

  [[nodiscard]] Type peek() const;

  // The number of elements or of pairs that follow; nullopt, and nothing is read, where the next
  // item is of another type.
  std::optional<std::size_t> try_map() { return try_container(Type::map); }

  std::optional<std::size_t> try_array() { return try_container(Type::array); }

  // nullopt, and nothing is read, where the next item is of another type; so below.
  std::optional<std::string_view> try_text() { return try_bytes(Type::text); }

  std::optional<std::string_view> try_binary() { return try_bytes(Type::binary); }

  // Also nullopt for negative numbers.
  std::optional<std::uint64_t> try_unsigned();
  std::optional<double> try_number(); // whole or not
  std::optional<bool> try_boolean();

  // Passes over the next item with all that is in it.
  void skip();
  // Throws where something follows.
  void expect_end() const;

private:
  // What the first byte of an item says, and the bytes that belong to it.
  struct Head {
    Type type;
    std::size_t bytes;   // of the head itself
    std::uint64_t value; // number, truth, length in bytes or elements
  };

  [[nodiscard]] Head head() const;
  [[nodiscard]] std::uint64_t big_endian(std::size_t offset, std::size_t bytes) const;
  std::optional<std::size_t> try_container(Type type);
  std::optional<std::string_view> try_bytes(Type type);
  void check_left(std::uint64_t bytes, std::size_t head_bytes) const;
  [[noreturn]] void fail(std::string_view what) const;

  std::string_view m_bytes;
  std::size_t m_at = 0;
};

} // namespace etalon
