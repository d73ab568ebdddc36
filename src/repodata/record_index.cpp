#include "index_layout.hpp"

#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/url.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>

namespace etalon {
namespace {

template <std::size_t size>
std::string to_hex(const std::array<std::uint8_t, size>& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * size);
  for (const std::uint8_t byte : digest) {
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

// A read-only map of a whole file.
class MappedFile {
public:
  explicit MappedFile(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);

    struct stat status {};

    if (file >= 0 && ::fstat(file, &status) == 0 && status.st_size > 0) {
      const auto size = static_cast<std::size_t>(status.st_size);
      void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
      if (address != MAP_FAILED) {
        m_bytes = {static_cast<const char*>(address), size};
      }
    }
    if (file >= 0) {
      ::close(file);
    }
  }

  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  ~MappedFile() {
    if (!m_bytes.empty()) {
      ::munmap(const_cast<char*>(m_bytes.data()), m_bytes.size());
    }
  }

  [[nodiscard]] std::string_view bytes() const { return m_bytes; }

private:
  std::string_view m_bytes;
};

} // namespace

class RecordIndex::Mapping {
public:
  explicit Mapping(const std::filesystem::path& path) : m_path(path), m_file(path) {}

  // Whether this is an index of our version, whole as far as the trailer tells.
  bool check_trailer() {
    const std::string_view bytes = m_file.bytes();
    if (bytes.size() < sizeof(Trailer)) {
      return false;
    }
    std::memcpy(&m_trailer, bytes.data() + bytes.size() - sizeof(Trailer), sizeof(Trailer));
    const std::string_view own(reinterpret_cast<const char*>(&m_trailer), sizeof(Trailer));
    const Section& sums = m_trailer.checksums;
    if (m_trailer.magic != k_index_magic || m_trailer.version != k_index_version ||
        m_trailer.trailer_checksum !=
            checksum_of(own.substr(0, offsetof(Trailer, trailer_checksum))) ||
        sums.offset + sums.bytes + sizeof(Trailer) != bytes.size() ||
        sums.bytes != (sums.offset + k_block_bytes - 1) / k_block_bytes * sizeof(std::uint64_t) ||
        m_trailer.checksums_checksum != checksum_of(bytes.substr(sums.offset, sums.bytes))) {
      return false;
    }
    m_verified = std::make_unique<std::atomic<bool>[]>(sums.bytes / sizeof(std::uint64_t));
    subdir = string(m_trailer.subdir);
    channel = string(m_trailer.channel);
    base_url = string(m_trailer.base_url);
    return true;
  }

  [[nodiscard]] const Trailer& trailer() const { return m_trailer; }

  [[nodiscard]] std::size_t name_count() const { return m_trailer.names.bytes / sizeof(NameEntry); }

  [[nodiscard]] std::size_t record_count() const {
    return m_trailer.records.bytes / sizeof(RecordEntry);
  }

  [[nodiscard]] const NameEntry& name(std::size_t index) const {
    return item<NameEntry>(m_trailer.names, index);
  }

  [[nodiscard]] const RecordEntry& record(std::size_t index) const {
    return item<RecordEntry>(m_trailer.records, index);
  }

  [[nodiscard]] std::string_view string(std::uint32_t number) const {
    const std::uint32_t begin =
        number == 0 ? 0 : item<std::uint32_t>(m_trailer.string_ends, number - 1);
    const std::uint32_t end = item<std::uint32_t>(m_trailer.string_ends, number);
    if (end < begin) {
      throw damaged();
    }
    return read(m_trailer.strings, begin, end - begin);
  }

  [[nodiscard]] std::vector<std::string> strings(std::uint32_t list) const {
    std::vector<std::string> texts(item<std::uint32_t>(m_trailer.lists, list));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      texts[i] = string(item<std::uint32_t>(m_trailer.lists, list + 1 + i));
    }
    return texts;
  }

  // The place of `wanted` among the names, or of the first name behind it.
  [[nodiscard]] std::size_t lower_bound(std::string_view wanted) const {
    std::size_t low = 0;
    std::size_t high = name_count();
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      if (string(name(middle).name) < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  std::string subdir;
  std::string channel;
  std::string base_url;

private:
  template <typename Item>
  [[nodiscard]] const Item& item(const Section& section, std::size_t index) const {
    return *reinterpret_cast<const Item*>(read(section, index * sizeof(Item), sizeof(Item)).data());
  }

  [[nodiscard]] std::string_view
  read(const Section& section, std::uint64_t offset, std::uint64_t bytes) const {
    if (offset > section.bytes || bytes > section.bytes - offset) {
      throw damaged();
    }
    const std::uint64_t begin = section.offset + offset;
    for (std::uint64_t block = begin / k_block_bytes; block * k_block_bytes < begin + bytes;
         ++block) {
      if (!m_verified[block].load(std::memory_order_relaxed)) {
        verify(block);
      }
    }
    return m_file.bytes().substr(begin, bytes);
  }

  void verify(std::uint64_t block) const {
    const std::uint64_t begin = block * k_block_bytes;
    const std::uint64_t size = std::min(k_block_bytes, m_trailer.checksums.offset - begin);
    std::uint64_t expected = 0;
    std::memcpy(&expected,
                m_file.bytes().data() + m_trailer.checksums.offset + block * sizeof(expected),
                sizeof(expected));
    if (checksum_of(m_file.bytes().substr(begin, size)) != expected) {
      throw damaged();
    }
    m_verified[block].store(true, std::memory_order_relaxed);
  }

  [[nodiscard]] Error damaged() const {
    return Error(ErrorKind::corrupt,
                 fmt::format("the index `{}` is damaged", m_path.native()),
                 {fmt::format("remove it, it is made again: `rm {}`", m_path.native())});
  }

  std::filesystem::path m_path;
  MappedFile m_file;
  Trailer m_trailer{};
  std::unique_ptr<std::atomic<bool>[]> m_verified;
};

std::optional<RecordIndex> RecordIndex::open(const std::filesystem::path& path) {
  auto mapping = std::make_unique<Mapping>(path);
  try {
    if (!mapping->check_trailer()) {
      return std::nullopt;
    }
  } catch (const Error&) { // where the trailer's own strings are damaged
    return std::nullopt;
  }
  return RecordIndex(std::move(mapping));
}

RecordIndex::RecordIndex(std::unique_ptr<Mapping> mapping) : m_mapping(std::move(mapping)) {}

RecordIndex::RecordIndex(RecordIndex&&) noexcept = default;
RecordIndex& RecordIndex::operator=(RecordIndex&&) noexcept = default;
RecordIndex::~RecordIndex() = default;

const std::string& RecordIndex::subdir() const {
  return m_mapping->subdir;
}

const std::string& RecordIndex::base_url() const {
  return m_mapping->base_url;
}

std::string RecordIndex::content_id() const {
  return fmt::format("{:016x}", m_mapping->trailer().trailer_checksum);
}

std::size_t RecordIndex::record_count() const {
  return m_mapping->record_count();
}

std::size_t RecordIndex::skipped_count() const {
  return m_mapping->trailer().skipped_records;
}

std::vector<std::string> RecordIndex::names() const {
  std::vector<std::string> names;
  names.reserve(m_mapping->name_count());
  for (std::size_t i = 0; i < m_mapping->name_count(); ++i) {
    names.emplace_back(m_mapping->string(m_mapping->name(i).name));
  }
  return names;
}

bool RecordIndex::has_name(std::string_view name) const {
  const std::size_t at = m_mapping->lower_bound(name);
  return at < m_mapping->name_count() && m_mapping->string(m_mapping->name(at).name) == name;
}

std::vector<RepoDataRecord> RecordIndex::records(std::string_view name) const {
  std::vector<RepoDataRecord> records;
  if (!has_name(name)) {
    return records;
  }
  const Mapping& map = *m_mapping;
  const NameEntry& entry = map.name(map.lower_bound(name));
  records.resize(entry.record_count);
  for (std::uint32_t i = 0; i < entry.record_count; ++i) {
    const RecordEntry& from = map.record(entry.first_record + i);
    RepoDataRecord& to = records[i];
    PackageRecord& package = to.package;
    package.name = name;
    package.version = Version::parse(map.string(from.version));
    package.build = map.string(from.build);
    package.build_number = from.build_number;
    package.subdir = map.string(from.subdir);
    package.depends = map.strings(from.depends);
    package.constrains = map.strings(from.constrains);
    package.noarch = static_cast<NoArch>(from.noarch);
    package.track_features = map.strings(from.track_features);
    package.features = map.string(from.features);
    package.md5 = from.has_md5 != 0 ? to_hex(from.md5) : "";
    package.sha256 = from.has_sha256 != 0 ? to_hex(from.sha256) : "";
    package.size = from.size;
    package.timestamp = from.timestamp;
    package.indexed_timestamp = from.indexed_timestamp;
    package.license = map.string(from.license);
    package.license_family = map.string(from.license_family);
    package.arch = map.string(from.arch);
    package.platform = map.string(from.platform);
    package.python_site_packages_path = map.string(from.site_packages_path);
    to.file_name = from.file_name_form == FileNameForm::as_given
                       ? std::string(map.string(from.file_name))
                       : package.dist_name() +
                             (from.file_name_form == FileNameForm::conda ? ".conda" : ".tar.bz2");
    to.url = map.base_url + "/" + percent_encode_path(to.file_name);
    to.channel = map.channel;
  }
  return records;
}

} // namespace etalon
