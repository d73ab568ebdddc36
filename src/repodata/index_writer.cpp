#include "index_writer.hpp"

#include "record_order.hpp"

#include <etalon/util/error.hpp>

#include <algorithm>
#include <cstddef>
#include <new>
#include <numeric>
#include <random>
#include <tuple>
#include <utility>

namespace etalon {
namespace {

constexpr std::size_t k_written_bytes = 256UL * 1024; // at a time, where items are collected

// Writes section after section and sums up the blocks on the way.
class SectionWriter {
public:
  explicit SectionWriter(FileWriter& file) : m_file(file) {}

  template <typename Item>
  Section write(const std::vector<Item>& items) {
    return write_bytes(bytes_of(items));
  }

  // The items at `places`, in that order, without a copy of them all.
  template <typename Item>
  Section write_picked(const std::vector<Item>& items, const std::vector<std::uint32_t>& places) {
    const Section section{m_offset, places.size() * sizeof(Item)};
    std::vector<Item> some;
    for (const std::uint32_t place : places) {
      some.push_back(items[place]);
      if (some.size() * sizeof(Item) >= k_written_bytes) {
        append(bytes_of(some));
        some.clear();
      }
    }
    append(bytes_of(some));
    pad();
    return section;
  }

  Section write_bytes(std::string_view bytes) {
    const Section section{m_offset, bytes.size()};
    append(bytes);
    pad();
    return section;
  }

  std::vector<std::uint64_t> finish_checksums() {
    if (!m_block.empty()) {
      m_checksums.push_back(checksum_of(m_block));
      m_block.clear();
    }
    return std::move(m_checksums);
  }

private:
  template <typename Item>
  static std::string_view bytes_of(const std::vector<Item>& items) {
    return {reinterpret_cast<const char*>(items.data()), items.size() * sizeof(Item)};
  }

  void pad() {
    constexpr std::string_view padding("\0\0\0\0\0\0\0", 7);
    append(padding.substr(0, (8 - m_offset % 8) % 8));
  }

  void append(std::string_view bytes) {
    m_file.write(bytes);
    m_offset += bytes.size();
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, k_block_bytes - m_block.size());
      m_block += piece;
      bytes.remove_prefix(piece.size());
      if (m_block.size() == k_block_bytes) {
        m_checksums.push_back(checksum_of(m_block));
        m_block.clear();
      }
    }
  }

  FileWriter& m_file;
  std::uint64_t m_offset = 0;
  std::string m_block;
  std::vector<std::uint64_t> m_checksums;
};

std::filesystem::path temporary_beside(const std::filesystem::path& out) {
  std::filesystem::path temporary = out;
  std::random_device random;
  temporary += "." + std::to_string(random()) + ".tmp";
  return temporary;
}

} // namespace

void IndexWriter::expect_many_records() {
  constexpr std::size_t count = 500'000;
  try {
    records.reserve(count);
    strings.reserve(4 * count, 160 * count);
    lists.reserve(8 * count);
  } catch (const std::bad_alloc&) { // a process may be given less than it could address
  }
}

void IndexWriter::add_removed(std::string_view file_name) {
  if (file_name.ends_with(".conda") || file_name.ends_with(".tar.bz2")) {
    m_removed_files.emplace_back(file_name);
  }
}

// Removed files are few beside the records: their names are looked up, not those of all records.
void IndexWriter::drop_removed() {
  using Build = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, FileNameForm>;
  std::vector<Build> builds;
  std::vector<std::uint32_t> file_names;
  for (const std::string_view file : m_removed_files) {
    if (const auto string = strings.find(file)) {
      file_names.push_back(*string);
    }
    const bool is_conda = file.ends_with(".conda");
    const std::size_t build_dash = file.rfind('-');
    const std::size_t version_dash = build_dash == 0 || build_dash == std::string_view::npos
                                         ? std::string_view::npos
                                         : file.rfind('-', build_dash - 1);
    if (version_dash == std::string_view::npos) {
      continue;
    }
    const std::string_view stem = file.substr(0, file.size() - (is_conda ? 6 : 8));
    const auto name = strings.find(stem.substr(0, version_dash));
    const auto version = strings.find(stem.substr(version_dash + 1, build_dash - version_dash - 1));
    const auto build = strings.find(stem.substr(std::min(build_dash + 1, stem.size())));
    if (name && version && build) {
      builds.emplace_back(
          *name, *version, *build, is_conda ? FileNameForm::conda : FileNameForm::tar_bz2);
    }
  }
  std::sort(builds.begin(), builds.end());
  std::sort(file_names.begin(), file_names.end());
  const auto is_removed = [&](const RecordEntry& record) {
    if (record.file_name_form == FileNameForm::as_given) {
      return std::binary_search(file_names.begin(), file_names.end(), record.file_name);
    }
    const Build build(record.name, record.version, record.build, record.file_name_form);
    return std::binary_search(builds.begin(), builds.end(), build);
  };
  if (!builds.empty() || !file_names.empty()) {
    records.erase(std::remove_if(records.begin(), records.end(), is_removed), records.end());
  }
}

std::vector<NameEntry> IndexWriter::sort_by_name() {
  // Names are few: they are sorted as text, records by the place of their name alone.
  std::vector<std::uint32_t> counts(strings.size(), 0);
  for (const RecordEntry& record : records) {
    ++counts[record.name];
  }
  std::vector<bool> is_name(strings.size(), false);
  for (const Shard& shard : shards) {
    is_name[shard.name] = true;
  }
  std::vector<NameEntry> names;
  for (std::uint32_t string = 0; string < counts.size(); ++string) {
    if (counts[string] > 0 || is_name[string]) {
      names.push_back({string, 0, counts[string], 0, 0});
    }
  }
  std::sort(names.begin(), names.end(), [this](const NameEntry& a, const NameEntry& b) {
    return strings.at(a.name) < strings.at(b.name);
  });
  std::uint32_t next = 0;
  for (NameEntry& name : names) {
    name.first_record = next;
    counts[name.name] = next; // from here on: where its next record goes
    next += name.record_count;
  }
  m_order.resize(records.size());
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    m_order[counts[records[i].name]++] = i;
  }
  return names;
}

// Within each name, so that the sorting is of few records at a time.
void IndexWriter::drop_second_records(std::vector<NameEntry>& names) {
  const auto build_of = [this](std::uint32_t place) {
    const RecordEntry& record = records[m_order[place]];
    return std::tuple(record.version, record.build, record.subdir, record.file_name);
  };
  const auto rank_of = [this](std::uint32_t place) {
    const RecordEntry& record = records[m_order[place]];
    return std::tuple(record.file_name_form == FileNameForm::conda, record.revision, place);
  };
  std::vector<std::uint32_t> places;
  std::vector<bool> is_second(m_order.size(), false);
  for (const NameEntry& name : names) {
    places.resize(name.record_count);
    std::iota(places.begin(), places.end(), name.first_record);
    std::sort(places.begin(), places.end(), [&](std::uint32_t a, std::uint32_t b) {
      return build_of(a) != build_of(b) ? build_of(a) < build_of(b) : rank_of(a) < rank_of(b);
    });
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
      is_second[places[i]] = build_of(places[i]) == build_of(places[i + 1]);
    }
  }
  std::uint32_t kept = 0;
  for (NameEntry& name : names) {
    const std::uint32_t end = name.first_record + name.record_count;
    std::uint32_t place = std::exchange(name.first_record, kept);
    for (; place < end; ++place) {
      if (!is_second[place]) {
        m_order[kept++] = m_order[place];
      }
    }
    name.record_count = kept - name.first_record;
  }
  m_order.resize(kept);
}

// In the order of the names, which are the same.
std::vector<ShardEntry> IndexWriter::shards_of(const std::vector<NameEntry>& names) const {
  std::vector<std::uint32_t> places(shards.empty() ? 0 : strings.size(), 0); // [string]
  for (std::uint32_t i = 0; i < shards.size(); ++i) {
    places[shards[i].name] = i;
  }
  std::vector<ShardEntry> entries;
  for (std::size_t i = 0; !shards.empty() && i < names.size(); ++i) {
    entries.push_back(shards[places[names[i].name]].entry);
  }
  return entries;
}

void IndexWriter::save(FileSystem& files, const std::filesystem::path& out, const Origin& origin) {
  drop_removed();
  std::vector<NameEntry> names = sort_by_name();
  drop_second_records(names);
  RecordOrder order(records, strings, lists);
  for (NameEntry& name : names) {
    order.sort(name, m_order);
  }
  Trailer trailer{};
  trailer.magic = k_index_magic;
  trailer.version = k_index_version;
  trailer.skipped_records = skipped_records;
  trailer.subdir = strings.add(origin.subdir);
  trailer.channel = strings.add(origin.channel);
  trailer.base_url = strings.add(origin.base_url);
  trailer.shards_base_url = strings.add(origin.shards_base_url);
  trailer.source_id = origin.source_id;
  const std::filesystem::path temporary = temporary_beside(out);
  try {
    const std::unique_ptr<FileWriter> file = files.create_file(temporary);
    SectionWriter sections(*file);
    trailer.strings = sections.write_bytes(strings.bytes());
    trailer.string_ends = sections.write(strings.ends());
    trailer.lists = sections.write(lists.words());
    trailer.records = sections.write_picked(records, m_order);
    trailer.keys = sections.write(order.keys);
    trailer.versions = sections.write(order.versions);
    trailer.names = sections.write(names);
    trailer.shards = sections.write(shards_of(names));
    const std::vector<std::uint64_t> checksums = sections.finish_checksums();
    trailer.checksums = sections.write(checksums);
    trailer.checksums_checksum =
        checksum_of({reinterpret_cast<const char*>(checksums.data()), trailer.checksums.bytes});
    const std::string_view bytes(reinterpret_cast<const char*>(&trailer), sizeof(trailer));
    trailer.trailer_checksum = checksum_of(bytes.substr(0, offsetof(Trailer, trailer_checksum)));
    file->write(bytes);
    file->close();
    files.rename(temporary, out);
  } catch (...) {
    // The first failure is the one to tell; a file left over harms nobody.
    try {
      files.remove_file(temporary);
    } catch (const Error&) {
    }
    throw;
  }
}

} // namespace etalon
