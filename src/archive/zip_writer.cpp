#include "zip_writer.hpp"

namespace etalon {
namespace {

constexpr std::uint16_t k_version = 20;
constexpr std::uint16_t k_version_zip64 = 45;
constexpr std::uint32_t k_date = 0x00210000; // 1980-01-01, 00:00
constexpr std::uint32_t k_attributes = 0100644U << 16U;
constexpr std::uint32_t k_in_zip64 = 0xFFFFFFFF;

// Little-endian fields of a ZIP structure.
class Fields {
public:
  Fields& u16(std::uint64_t value) { return put(value, 2); }

  Fields& u32(std::uint64_t value) { return put(value, 4); }

  Fields& u64(std::uint64_t value) { return put(value, 8); }

  Fields& text(std::string_view bytes) {
    m_bytes += bytes;
    return *this;
  }

  [[nodiscard]] const std::string& bytes() const { return m_bytes; }

private:
  Fields& put(std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) {
      m_bytes += static_cast<char>(value & 0xFFU);
      value >>= 8U;
    }
    return *this;
  }

  std::string m_bytes;
};

// The extra field 1; empty where nothing needs it.
std::string zip64_extra(const Fields& values) {
  if (values.bytes().empty()) {
    return "";
  }
  return Fields().u16(1).u16(values.bytes().size()).text(values.bytes()).bytes();
}

} // namespace

ZipWriter::ZipWriter(FileWriter& out, std::uint64_t zip64_from)
    : m_out(out), m_zip64_from(zip64_from) {}

void ZipWriter::write(std::string_view bytes) {
  m_out.write(bytes);
  m_offset += bytes.size();
}

std::uint32_t ZipWriter::short_form(std::uint64_t value) const {
  return value >= m_zip64_from ? k_in_zip64 : static_cast<std::uint32_t>(value);
}

void ZipWriter::add(std::string_view name,
                    std::uint64_t size,
                    std::uint32_t crc,
                    const ByteSource& bytes) {
  m_members.push_back({std::string(name), size, crc, m_offset});
  Fields extra_values;
  if (size >= m_zip64_from) {
    extra_values.u64(size).u64(size);
  }
  const std::string extra = zip64_extra(extra_values);
  write(Fields()
            .u32(0x04034B50)
            .u16(extra.empty() ? k_version : k_version_zip64)
            .u16(0) // flags
            .u16(0) // stored
            .u32(k_date)
            .u32(crc)
            .u32(short_form(size))
            .u32(short_form(size))
            .u16(name.size())
            .u16(extra.size())
            .text(name)
            .text(extra)
            .bytes());
  bytes([this](std::string_view piece) { write(piece); });
}

std::string ZipWriter::central_entry(const Member& member) const {
  Fields extra_values;
  if (member.size >= m_zip64_from) {
    extra_values.u64(member.size).u64(member.size);
  }
  if (member.offset >= m_zip64_from) {
    extra_values.u64(member.offset);
  }
  const std::string extra = zip64_extra(extra_values);
  const std::uint16_t version = extra.empty() ? k_version : k_version_zip64;
  return Fields()
      .u32(0x02014B50)
      .u16(3U << 8U | version) // made on Unix, so that the attributes are a mode
      .u16(version)
      .u16(0)
      .u16(0)
      .u32(k_date)
      .u32(member.crc)
      .u32(short_form(member.size))
      .u32(short_form(member.size))
      .u16(member.name.size())
      .u16(extra.size())
      .u16(0) // comment
      .u16(0) // disk
      .u16(0) // internal attributes
      .u32(k_attributes)
      .u32(short_form(member.offset))
      .text(member.name)
      .text(extra)
      .bytes();
}

void ZipWriter::finish() {
  const std::uint64_t start = m_offset;
  for (const Member& member : m_members) {
    write(central_entry(member));
  }
  const std::uint64_t size = m_offset - start;
  if (start >= m_zip64_from) {
    const std::uint64_t end = m_offset;
    write(Fields()
              .u32(0x06064B50)
              .u64(44) // bytes that follow in this record
              .u16(3U << 8U | k_version_zip64)
              .u16(k_version_zip64)
              .u32(0)
              .u32(0)
              .u64(m_members.size())
              .u64(m_members.size())
              .u64(size)
              .u64(start)
              .bytes());
    write(Fields().u32(0x07064B50).u32(0).u64(end).u32(1).bytes());
  }
  write(Fields()
            .u32(0x06054B50)
            .u16(0)
            .u16(0)
            .u16(m_members.size())
            .u16(m_members.size())
            .u32(size)
            .u32(short_form(start))
            .u16(0)
            .bytes());
}

} // namespace etalon
