#pragma once

#include <etalon/util/file_system.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Hands a member's bytes, in order, to what it is given; called once.
using ByteSource = std::function<void(const std::function<void(std::string_view)>&)>;

// Writes a ZIP of stored (uncompressed) members whose sizes stand in front of them, so that it can
// be read as a stream (PKWARE APPNOTE 6.3). Times are 1980-01-01, the format's zero.
class ZipWriter {
public:
  // From `zip64_from` on, sizes and offsets go into ZIP64 fields; lower it only to test them.
  explicit ZipWriter(FileWriter& out, std::uint64_t zip64_from = 0xFFFFFFFFU);

  void add(std::string_view name, std::uint64_t size, std::uint32_t crc, const ByteSource& bytes);
  // The central directory; `out` stays open.
  void finish();

private:
  struct Member {
    std::string name;
    std::uint64_t size;
    std::uint32_t crc;
    std::uint64_t offset;
  };

  void write(std::string_view bytes);
  [[nodiscard]] std::uint32_t short_form(std::uint64_t value) const;
  [[nodiscard]] std::string central_entry(const Member& member) const;

  FileWriter& m_out;
  std::uint64_t m_zip64_from;
  std::uint64_t m_offset = 0;
  std::vector<Member> m_members;
};

} // namespace etalon
