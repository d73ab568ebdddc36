#pragma once

#include "index_layout.hpp"

#include <etalon/util/error.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A read-only map of a whole file; empty where it cannot be read.
class MappedIndexFile {
public:
  explicit MappedIndexFile(const std::filesystem::path& path);
  MappedIndexFile(const MappedIndexFile&) = delete;
  MappedIndexFile& operator=(const MappedIndexFile&) = delete;
  ~MappedIndexFile();

  [[nodiscard]] std::string_view bytes() const { return m_bytes; }

private:
  std::string_view m_bytes;
};

// The file of a RecordIndex (index_layout.hpp), mapped: what is read is verified first, block by
// block. Every method throws Error{corrupt} for a damaged block.
class IndexMapping {
public:
  // nullptr where the file is absent, of another version, or not whole as far as the trailer tells.
  static std::unique_ptr<IndexMapping> open(const std::filesystem::path& path);

  explicit IndexMapping(const std::filesystem::path& path) : m_path(path), m_file(path) {}

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

  // Those of the records from `first` on, in place.
  [[nodiscard]] const RecordKey* keys(std::uint32_t first, std::uint32_t count) const {
    return items<RecordKey>(m_trailer.keys, first, count);
  }

  [[nodiscard]] const VersionEntry* versions(std::uint32_t first, std::uint32_t count) const {
    return items<VersionEntry>(m_trailer.versions, first, count);
  }

  [[nodiscard]] std::size_t string_count() const {
    return m_trailer.string_ends.bytes / sizeof(std::uint32_t);
  }

  [[nodiscard]] std::string_view string(std::uint32_t number) const;
  // The numbers of a list's strings, in place.
  [[nodiscard]] const std::uint32_t* list(std::uint32_t position, std::size_t& size) const;
  [[nodiscard]] std::vector<std::string> strings(std::uint32_t list) const;

  // The place of `wanted` among the names.
  [[nodiscard]] std::optional<std::size_t> find_name(std::string_view wanted) const;

  [[nodiscard]] bool is_sharded() const { return m_trailer.source_id != 0; }

  [[nodiscard]] const ShardEntry& shard(std::size_t name) const {
    return item<ShardEntry>(m_trailer.shards, name);
  }

  // Whether the records of this name are here.
  [[nodiscard]] bool is_loaded(std::size_t name) const {
    return !is_sharded() || shard(name).is_loaded != 0;
  }

  // Whether every block is as it was written.
  [[nodiscard]] bool is_whole() const;

  std::string subdir;
  std::string channel;
  std::string base_url;
  std::string shards_base_url;

private:
  bool check_trailer();

  template <typename Item>
  [[nodiscard]] const Item& item(const Section& section, std::size_t index) const {
    return *reinterpret_cast<const Item*>(read(section, index * sizeof(Item), sizeof(Item)).data());
  }

  template <typename Item>
  [[nodiscard]] const Item*
  items(const Section& section, std::uint64_t first, std::uint64_t count) const {
    return reinterpret_cast<const Item*>(
        read(section, first * sizeof(Item), count * sizeof(Item)).data());
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

  void verify(std::uint64_t block) const;
  [[nodiscard]] Error damaged() const;

  std::filesystem::path m_path;
  MappedIndexFile m_file;
  Trailer m_trailer{};
  std::unique_ptr<std::atomic<bool>[]> m_verified;
};

} // namespace etalon
