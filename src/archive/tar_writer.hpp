#pragma once

#include <etalon/archive/package_writer.hpp>
#include <etalon/util/file_system.hpp>

#include <cstdint>
#include <functional>
#include <string_view>

namespace etalon {

// Writes a POSIX tar (ustar; pax records where a name, link target or size does not fit), owner 0
// and no user names.
class TarWriter {
public:
  // `out` gets the bytes; `on_bytes`, where set, is told of each piece of a member's content.
  TarWriter(FileWriter& out,
            std::int64_t modification_time,
            std::function<void(std::uint64_t)> on_bytes);

  // Throws Error{refused} where a source no longer has its size.
  void add(const ArchiveMember& member);
  // The two empty blocks at the end; `out` stays open.
  void finish();

private:
  void write_header(const ArchiveMember& member, std::uint64_t size);
  void write_pax_records(const ArchiveMember& member, std::uint64_t size);
  void write_content(const ArchiveMember& member, std::uint64_t size);
  void pad(std::uint64_t size);

  FileWriter& m_out;
  std::uint64_t m_modification_time;
  std::function<void(std::uint64_t)> m_on_bytes;
};

} // namespace etalon
