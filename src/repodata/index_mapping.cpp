#include "index_mapping.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

namespace etalon {

MappedIndexFile::MappedIndexFile(const std::filesystem::path& path) {
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

MappedIndexFile::~MappedIndexFile() {
  if (!m_bytes.empty()) {
    ::munmap(const_cast<char*>(m_bytes.data()), m_bytes.size());
  }
}

std::unique_ptr<IndexMapping> IndexMapping::open(const std::filesystem::path& path) {
  auto mapping = std::make_unique<IndexMapping>(path);
  try {
    if (mapping->check_trailer()) {
      return mapping;
    }
  } catch (const Error&) { // where the trailer's own strings are damaged
  }
  return nullptr;
}

bool IndexMapping::check_trailer() {
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
  shards_base_url = string(m_trailer.shards_base_url);
  return true;
}

std::string_view IndexMapping::string(std::uint32_t number) const {
  const std::uint32_t begin =
      number == 0 ? 0 : item<std::uint32_t>(m_trailer.string_ends, number - 1);
  const std::uint32_t end = item<std::uint32_t>(m_trailer.string_ends, number);
  if (end < begin) {
    throw damaged();
  }
  return read(m_trailer.strings, begin, end - begin);
}

const std::uint32_t* IndexMapping::list(std::uint32_t position, std::size_t& size) const {
  size = item<std::uint32_t>(m_trailer.lists, position);
  const std::uint64_t bytes = size * sizeof(std::uint32_t);
  return reinterpret_cast<const std::uint32_t*>(
      read(m_trailer.lists, (std::uint64_t{position} + 1) * sizeof(std::uint32_t), bytes).data());
}

std::vector<std::string> IndexMapping::strings(std::uint32_t position) const {
  std::size_t size = 0;
  const std::uint32_t* const numbers = list(position, size);
  std::vector<std::string> texts;
  texts.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    texts.emplace_back(string(numbers[i]));
  }
  return texts;
}

std::optional<std::size_t> IndexMapping::find_name(std::string_view wanted) const {
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
  if (low == name_count() || string(name(low).name) != wanted) {
    return std::nullopt;
  }
  return low;
}

bool IndexMapping::is_whole() const {
  try {
    for (std::uint64_t block = 0; block * k_block_bytes < m_trailer.checksums.offset; ++block) {
      verify(block);
    }
    return true;
  } catch (const Error&) {
    return false;
  }
}

void IndexMapping::verify(std::uint64_t block) const {
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

Error IndexMapping::damaged() const {
  return Error(ErrorKind::corrupt,
               fmt::format("the index `{}` is damaged", m_path.native()),
               {fmt::format("remove it, it is made again: `rm {}`", m_path.native())});
}

} // namespace etalon
