#include "tar_writer.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/file_blocks.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace etalon {
namespace {

constexpr std::size_t k_block = 512;
constexpr std::uint64_t k_max_ustar_number = 077777777777; // 11 octal digits

// The header block of POSIX.1-1988 (ustar).
struct Header {
  std::array<char, 100> name;
  std::array<char, 8> mode;
  std::array<char, 8> uid;
  std::array<char, 8> gid;
  std::array<char, 12> size;
  std::array<char, 12> mtime;
  std::array<char, 8> checksum;
  char type;
  std::array<char, 100> link;
  std::array<char, 8> magic; // "ustar", NUL, "00"
  std::array<char, 32> user;
  std::array<char, 32> group;
  std::array<char, 8> device_major;
  std::array<char, 8> device_minor;
  std::array<char, 155> prefix;
  std::array<char, 12> padding;
};

static_assert(sizeof(Header) == k_block);

template <std::size_t Size>
void put_text(std::array<char, Size>& field, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), Size), field.begin());
}

// Octal digits that fill the field but for a NUL at its end.
template <std::size_t Size>
void put_number(std::array<char, Size>& field, std::uint64_t value) {
  for (std::size_t i = Size - 1; i-- > 0;) {
    field[i] = static_cast<char>('0' + (value & 7U));
    value >>= 3U;
  }
}

struct SplitName {
  std::string_view prefix, name;
};

// ustar keeps up to 255 bytes of a path, parted at a '/' into 155 and 100; an empty name means that
// the path does not fit.
SplitName split_path(std::string_view path) {
  if (path.size() <= 100) {
    return {"", path};
  }
  const std::size_t first_slash = path.find('/', path.size() - 101);
  if (first_slash == std::string_view::npos || first_slash == 0 || first_slash > 155 ||
      first_slash + 1 == path.size()) {
    return {};
  }
  return {path.substr(0, first_slash), path.substr(first_slash + 1)};
}

// "LENGTH KEY=VALUE\n", where LENGTH counts itself.
std::string pax_record(std::string_view key, std::string_view value) {
  const std::string rest = " " + std::string(key) + "=" + std::string(value) + "\n";
  std::size_t length = rest.size();
  while (std::to_string(length).size() + rest.size() != length) {
    length = std::to_string(length).size() + rest.size();
  }
  return std::to_string(length) + rest;
}

void write_block(FileWriter& out, Header header) {
  std::array<char, k_block> bytes{};
  header.checksum.fill(' ');
  std::memcpy(bytes.data(), &header, k_block);
  unsigned sum = 0;
  for (const char byte : bytes) {
    sum += static_cast<unsigned char>(byte);
  }
  std::array<char, 7> digits{};
  put_number(digits, sum);
  std::copy(digits.begin(), digits.end(), header.checksum.begin()); // six digits, NUL, blank
  std::memcpy(bytes.data(), &header, k_block);
  out.write({bytes.data(), bytes.size()});
}

Header make_header(char type, std::uint64_t mode, std::uint64_t size, std::uint64_t time) {
  Header header{};
  put_number(header.mode, mode);
  put_number(header.uid, 0);
  put_number(header.gid, 0);
  put_number(header.size, std::min(size, k_max_ustar_number));
  put_number(header.mtime, time);
  header.type = type;
  put_text(header.magic, std::string_view("ustar\00000", 8));
  put_number(header.device_major, 0);
  put_number(header.device_minor, 0);
  return header;
}

std::string header_path(const ArchiveMember& member) {
  return member.kind == ArchiveMember::Kind::directory ? member.path + "/" : member.path;
}

} // namespace

TarWriter::TarWriter(FileWriter& out,
                     std::int64_t modification_time,
                     std::function<void(std::uint64_t)> on_bytes)
    : m_out(out),
      m_modification_time(std::clamp<std::uint64_t>(
          modification_time < 0 ? 0 : static_cast<std::uint64_t>(modification_time),
          0,
          k_max_ustar_number)),
      m_on_bytes(std::move(on_bytes)) {}

void TarWriter::write_pax_records(const ArchiveMember& member, std::uint64_t size) {
  std::string records;
  const std::string path = header_path(member);
  if (split_path(path).name.empty()) {
    records += pax_record("path", path);
  }
  if (member.kind == ArchiveMember::Kind::symlink && member.content.size() > 100) {
    records += pax_record("linkpath", member.content);
  }
  if (size > k_max_ustar_number) {
    records += pax_record("size", std::to_string(size));
  }
  if (records.empty()) {
    return;
  }
  Header header = make_header('x', 0644, records.size(), m_modification_time);
  put_text(header.name, "PaxHeader");
  write_block(m_out, header);
  m_out.write(records);
  pad(records.size());
}

void TarWriter::write_header(const ArchiveMember& member, std::uint64_t size) {
  write_pax_records(member, size);
  const std::string path = header_path(member);
  SplitName split = split_path(path);
  if (split.name.empty()) {
    split.name = std::string_view(path).substr(0, 100); // the pax record has the whole
  }
  char type = '0';
  std::uint64_t mode = member.executable ? 0755 : 0644;
  if (member.kind == ArchiveMember::Kind::symlink) {
    type = '2';
    mode = 0777;
  } else if (member.kind == ArchiveMember::Kind::directory) {
    type = '5';
    mode = 0755;
  }
  Header header = make_header(type, mode, size, m_modification_time);
  put_text(header.name, split.name);
  put_text(header.prefix, split.prefix);
  if (type == '2') {
    put_text(header.link, member.content);
  }
  write_block(m_out, header);
}

void TarWriter::write_content(const ArchiveMember& member, std::uint64_t size) {
  if (member.source.empty()) {
    m_out.write(member.content);
    if (m_on_bytes) {
      m_on_bytes(size);
    }
    return;
  }
  std::uint64_t written = 0;
  read_blocks(member.source, [&](std::string_view block) {
    written += block.size();
    if (written <= size) {
      m_out.write(block);
      if (m_on_bytes) {
        m_on_bytes(block.size());
      }
    }
  });
  if (written != size) {
    throw Error(ErrorKind::refused,
                "`" + member.source.string() + "` changed while it was being packed");
  }
}

void TarWriter::add(const ArchiveMember& member) {
  std::uint64_t size = 0;
  if (member.kind == ArchiveMember::Kind::file) {
    size = member.source.empty() ? member.content.size() : member.size;
  }
  write_header(member, size);
  if (member.kind == ArchiveMember::Kind::file) {
    write_content(member, size);
    pad(size);
  }
}

void TarWriter::pad(std::uint64_t size) {
  static constexpr std::array<char, k_block> k_zeros{};
  const std::size_t over = size % k_block;
  if (over != 0) {
    m_out.write({k_zeros.data(), k_block - over});
  }
}

void TarWriter::finish() {
  m_out.write(std::string(2 * k_block, '\0'));
}

} // namespace etalon
