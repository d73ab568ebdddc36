#pragma once

#include <etalon/repodata/name_records.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

// The file of a RecordIndex, little-endian, every section at a multiple of 8 bytes:
//
// - strings: the bytes of all strings, each once, one after another.
// - string ends: a uint32 per string, where it ends in `strings`; it begins where the one before
//   ends.
// - lists, of uint32: a list's length, then its string ids; each list once.
// - records: RecordEntry, those of one name together, ordered as NameRecords has them.
// - keys: a RecordKey for each of `records`.
// - versions: VersionEntry, those of one name together, the oldest first.
// - names: NameEntry, sorted by the bytes of the name. Of a sharded subdir all names that it has,
//   those whose shard is not there without records.
// - shards: ShardEntry, one for each of `names`; empty where the subdir is not sharded.
// - checksums: a uint64 per block of k_block_bytes of all that is before this section.
// - Trailer: at the end, so that a file cut short is none.
//
// The trailer has a checksum of itself and one of `checksums`: opening verifies these two, a block
// is verified when it is first read. String id 0 is "", list 0 is the empty one. The checksums find
// accidents, not forgers: the cache belongs to the user.
namespace etalon {

static_assert(std::endian::native == std::endian::little);

constexpr std::array<char, 8> k_index_magic = {'E', 'T', 'A', 'L', 'O', 'N', 'R', 'I'};
constexpr std::uint32_t k_index_version = 3;
constexpr std::uint64_t k_block_bytes = 4096; // a page: little is verified that is not read

struct NameEntry {
  std::uint32_t name;
  std::uint32_t first_record;
  std::uint32_t record_count;
  std::uint32_t first_version;
  std::uint32_t version_count;
};

struct ShardEntry {
  std::array<std::uint8_t, 32> sha256; // of the shard as it is served
  std::uint8_t is_loaded;              // whether its records are here
  std::array<std::uint8_t, 7> reserved;
};

enum class FileNameForm : std::uint8_t {
  as_given,
  conda,
  tar_bz2
}; // the latter: NAME-VERSION-BUILD

// Which of the repodata's revisions a record comes from (CEP 48): of the same file the later
// counts.
enum class RecordRevision : std::uint8_t { first, third = 3 };

struct RecordEntry {
  // String ids.
  std::uint32_t name;
  std::uint32_t version;
  std::uint32_t build;
  std::uint32_t subdir;
  std::uint32_t file_name; // where file_name_form is as_given
  std::uint32_t license;
  std::uint32_t license_family;
  std::uint32_t features;
  std::uint32_t arch;
  std::uint32_t platform;
  std::uint32_t site_packages_path;
  // Positions in `lists`.
  std::uint32_t depends;
  std::uint32_t constrains;
  std::uint32_t track_features;
  std::uint64_t build_number;
  std::uint64_t size;
  std::uint64_t timestamp; // milliseconds
  std::uint64_t indexed_timestamp;
  std::array<std::uint8_t, 16> md5;
  std::array<std::uint8_t, 32> sha256;
  std::uint8_t has_md5;
  std::uint8_t has_sha256;
  std::uint8_t noarch; // NoArch
  FileNameForm file_name_form;
  RecordRevision revision;
  std::array<std::uint8_t, 3> reserved;
};

struct Section {
  std::uint64_t offset;
  std::uint64_t bytes;
};

struct Trailer {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t skipped_records;
  Section strings;
  Section string_ends;
  Section lists;
  Section records;
  Section keys;
  Section versions;
  Section names;
  Section shards;
  Section checksums;
  std::uint32_t subdir;          // string ids
  std::uint32_t channel;         //
  std::uint32_t base_url;        //
  std::uint32_t shards_base_url; // as the list of shards has it
  std::uint64_t source_id;       // of a sharded subdir: the checksum of its list of shards
  std::uint64_t checksums_checksum;
  std::uint64_t trailer_checksum; // of all before it
};

static_assert(sizeof(NameEntry) == 20 && sizeof(ShardEntry) == 40 && sizeof(RecordEntry) == 144 &&
              sizeof(RecordKey) == 24 && sizeof(VersionEntry) == 8 && sizeof(Trailer) == 200);

// A multiply-and-shift hash of 8 bytes a step; also the hash of the writer's tables.
inline std::uint64_t checksum_of(std::string_view bytes) {
  constexpr std::uint64_t factor = 0x9E3779B97F4A7C15ULL; // 2^64 / golden ratio
  std::uint64_t hash = (bytes.size() + 1) * factor;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * factor;
    hash ^= hash >> 32U;
  };
  while (bytes.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof(word));
    mix(word);
    bytes.remove_prefix(sizeof(word));
  }
  std::uint64_t rest = 0;
  if (!bytes.empty()) { // memcpy takes no null pointer, not even for nothing
    std::memcpy(&rest, bytes.data(), bytes.size());
  }
  mix(rest);
  return hash;
}

} // namespace etalon
