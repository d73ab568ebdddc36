#include "sharded_index.hpp"

#include "base_url.hpp"
#include "index_copier.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>
#include <utility>

namespace etalon {

std::string dependency_name(std::string_view spec) {
  if (const std::size_t channel = spec.find("::"); channel != std::string_view::npos) {
    const std::size_t bracket = spec.find('[');
    if (bracket == std::string_view::npos || channel < bracket) {
      spec.remove_prefix(channel + 2);
    }
  }
  spec = trim(spec);
  return to_lower(spec.substr(0, spec.find_first_of(" \t=<>!~^[(;,|@")));
}

ShardedIndex::ShardedIndex(const IndexSource& source,
                           const ShardIndex& list,
                           std::uint64_t source_id)
    : m_channel(source.channel),
      m_subdir(source.subdir),
      m_base_url(resolve_base_url(source.subdir_url, list.base_url)),
      m_shards_base_url(list.shards_base_url),
      m_source_id(std::max<std::uint64_t>(source_id, 1)), // 0 means: not sharded
      m_builder(m_writer, m_subdir) {
  for (const ShardIndex::Shard& shard : list.shards) {
    m_writer.shards.push_back({m_writer.strings.add(shard.name), {shard.hash, 0, {}}});
  }
}

ShardedIndex::ShardedIndex(const IndexMapping& before)
    : m_channel(before.channel),
      m_subdir(before.subdir),
      m_base_url(before.base_url),
      m_shards_base_url(before.shards_base_url),
      m_source_id(before.trailer().source_id),
      m_builder(m_writer, m_subdir) {
  for (std::size_t i = 0; i < before.name_count(); ++i) {
    m_writer.shards.push_back({m_writer.strings.add(before.string(before.name(i).name)),
                               {before.shard(i).sha256, 0, {}}});
  }
}

// Lists and indexes are sorted by name.
IndexWriter::Shard* ShardedIndex::find_shard(std::string_view name) {
  const auto found =
      std::lower_bound(m_writer.shards.begin(),
                       m_writer.shards.end(),
                       name,
                       [this](const IndexWriter::Shard& shard, std::string_view wanted) {
                         return m_writer.strings.at(shard.name) < wanted;
                       });
  const bool is_there = found != m_writer.shards.end() && m_writer.strings.at(found->name) == name;
  return is_there ? &*found : nullptr;
}

void ShardedIndex::add_shard(std::string_view name,
                             std::string_view msgpack,
                             std::string_view file,
                             const std::function<void(std::string_view)>& on_dependency) {
  const std::size_t first = m_writer.records.size();
  read_shard(msgpack, name, file, m_writer, m_builder);
  if (IndexWriter::Shard* const shard = find_shard(name)) {
    shard->entry.is_loaded = 1;
  }
  m_seen.resize(m_writer.strings.size(), false);
  const std::vector<std::uint32_t>& words = m_writer.lists.words();
  for (std::size_t i = first; i < m_writer.records.size(); ++i) {
    const std::uint32_t list = m_writer.records[i].depends;
    for (std::uint32_t place = list + 1; place <= list + words[list]; ++place) {
      if (!m_seen[words[place]]) {
        m_seen[words[place]] = true;
        on_dependency(m_writer.strings.at(words[place]));
      }
    }
  }
}

void ShardedIndex::take_over(const IndexMapping& before) {
  if (!before.is_sharded()) {
    return;
  }
  IndexCopier copier(before, m_writer);
  for (std::size_t i = 0; i < before.name_count(); ++i) {
    if (!before.is_loaded(i)) {
      continue;
    }
    IndexWriter::Shard* const shard = find_shard(before.string(before.name(i).name));
    if (shard != nullptr && shard->entry.is_loaded == 0 &&
        shard->entry.sha256 == before.shard(i).sha256) {
      shard->entry.is_loaded = 1;
      copier.copy_name(i);
    }
  }
  m_writer.skipped_records += before.trailer().skipped_records;
}

void ShardedIndex::save(FileSystem& files, const std::filesystem::path& out) {
  m_writer.save(files, out, {m_subdir, m_channel, m_base_url, m_shards_base_url, m_source_id});
}

} // namespace etalon
