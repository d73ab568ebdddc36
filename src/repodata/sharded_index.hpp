#pragma once

#include "index_mapping.hpp"
#include "index_writer.hpp"
#include "record_builder.hpp"
#include "shard_format.hpp"

#include <etalon/repodata/record_index.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// The name of the package that a dependency asks for, in lower case: enough of a MatchSpec to know
// what to fetch next. "" where there is none.
std::string dependency_name(std::string_view spec);

// Makes the index of a sharded subdir: all names, with the records of those whose shards are at
// hand.
class ShardedIndex {
public:
  // Out of the subdir's list of shards, whose checksum is `source_id`.
  ShardedIndex(const IndexSource& source, const ShardIndex& list, std::uint64_t source_id);
  // With the names of an index that is there already.
  explicit ShardedIndex(const IndexMapping& before);

  // The writer's and the builder's addresses are held by the latter.
  ShardedIndex(const ShardedIndex&) = delete;
  ShardedIndex& operator=(const ShardedIndex&) = delete;

  // The records of a shard that was verified; calls `on_dependency` with the text of each thing
  // that they depend on, once in this object's life. Errors as read_shard().
  void add_shard(std::string_view name,
                 std::string_view msgpack,
                 std::string_view file,
                 const std::function<void(std::string_view)>& on_dependency);

  // What `before` has of shards that are still the same, as far as they are not here.
  void take_over(const IndexMapping& before);

  // Replaces `out` atomically; the object is spent afterwards.
  void save(FileSystem& files, const std::filesystem::path& out);

private:
  [[nodiscard]] IndexWriter::Shard* find_shard(std::string_view name);

  std::string m_channel;
  std::string m_subdir;
  std::string m_base_url;
  std::string m_shards_base_url;
  std::uint64_t m_source_id;
  IndexWriter m_writer;
  RecordBuilder m_builder;
  std::vector<bool> m_seen; // dependencies told, by string number
};

} // namespace etalon
