#include "shard_format.hpp"

#include "msgpack_reader.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/log.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace etalon {
namespace {

Error not_as_expected(std::string_view what) {
  return Error(ErrorKind::corrupt, fmt::format("it is damaged: {}", what));
}

std::size_t get_map(MsgpackReader& reader, std::string_view what) {
  const std::optional<std::size_t> pairs = reader.try_map();
  if (!pairs) {
    throw not_as_expected(fmt::format("{} is no map", what));
  }
  return *pairs;
}

// The next key; nullopt, and key and value are passed over, where it is no text.
std::optional<std::string_view> next_key(MsgpackReader& reader) {
  const std::optional<std::string_view> key = reader.try_text();
  if (!key) {
    reader.skip();
    reader.skip();
  }
  return key;
}

// Raw bytes or, as some writers have it, a list of numbers.
std::optional<ShardHash> try_hash(MsgpackReader& reader) {
  ShardHash hash{};
  if (const auto bytes = reader.try_binary()) {
    if (bytes->size() != hash.size()) {
      return std::nullopt;
    }
    std::memcpy(hash.data(), bytes->data(), hash.size());
    return hash;
  }
  const auto count = reader.try_array();
  if (!count) {
    reader.skip();
    return std::nullopt;
  }
  bool is_good = *count == hash.size();
  for (std::size_t i = 0; i < *count; ++i) {
    const auto byte = reader.try_unsigned();
    if (!byte) {
      reader.skip();
    }
    is_good = is_good && byte && *byte <= 0xFF;
    if (is_good) {
      hash[i] = static_cast<std::uint8_t>(*byte);
    }
  }
  return is_good ? std::optional<ShardHash>(hash) : std::nullopt;
}

void read_info(MsgpackReader& reader, ShardIndex& index) {
  const std::size_t pairs = get_map(reader, "`info`");
  for (std::size_t i = 0; i < pairs; ++i) {
    const auto key = next_key(reader);
    if (!key) {
      continue;
    }
    std::string* const to = *key == "base_url"          ? &index.base_url
                            : *key == "shards_base_url" ? &index.shards_base_url
                                                        : nullptr;
    const auto text = to == nullptr ? std::nullopt : reader.try_text();
    if (text) {
      *to = *text;
    } else {
      reader.skip();
    }
  }
}

void read_hashes(MsgpackReader& reader, ShardIndex& index) {
  const std::size_t pairs = get_map(reader, "`shards`");
  for (std::size_t i = 0; i < pairs; ++i) {
    const auto name = next_key(reader);
    if (!name) {
      continue;
    }
    const std::optional<ShardHash> hash = try_hash(reader);
    if (!hash) {
      // To leave the name out would be to say that there is no such package.
      throw not_as_expected(fmt::format("the hash of `{}` is none", *name));
    }
    if (!name->empty()) {
      index.shards.push_back({std::string(*name), *hash});
    }
  }
}

// Of a name that is there twice the last counts.
void sort_shards(std::vector<ShardIndex::Shard>& shards) {
  std::stable_sort(
      shards.begin(), shards.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  const auto kept = std::unique(shards.rbegin(), shards.rend(), [](const auto& a, const auto& b) {
    return a.name == b.name;
  });
  shards.erase(shards.begin(), kept.base());
}

class ShardReader {
public:
  ShardReader(std::string_view name,
              std::string_view file,
              IndexWriter& writer,
              RecordBuilder& builder)
      : m_name(name), m_file(file), m_writer(writer), m_builder(builder) {}

  void read(MsgpackReader& reader) {
    const std::size_t pairs = get_map(reader, "the shard");
    for (std::size_t i = 0; i < pairs; ++i) {
      const auto key = next_key(reader);
      if (!key) {
        continue;
      }
      if (*key == "packages" || *key == "packages.conda") {
        read_packages(reader, *key, "", RecordRevision::first);
      } else if (*key == "v3") {
        read_third_revision(reader);
      } else if (*key == "removed") {
        read_removed(reader);
      } else {
        reader.skip();
      }
    }
    reader.expect_end();
  }

private:
  void read_packages(MsgpackReader& reader,
                     std::string_view what,
                     std::string_view extension,
                     RecordRevision revision) {
    const std::size_t pairs = get_map(reader, fmt::format("`{}`", what));
    for (std::size_t i = 0; i < pairs; ++i) {
      const auto key = next_key(reader);
      if (!key) {
        continue;
      }
      m_file_name = *key;
      m_file_name += extension;
      try {
        read_record(reader);
        m_builder.check_name(m_name);
        m_builder.finish(m_file_name, revision);
      } catch (const BadRecord& bad) {
        ++m_writer.skipped_records;
        log_debug(
            fmt::format("{}: the record `{}` is skipped: {}", m_file, m_file_name, bad.reason));
      }
    }
  }

  void read_third_revision(MsgpackReader& reader) {
    const std::size_t kinds = get_map(reader, "`v3`");
    for (std::size_t i = 0; i < kinds; ++i) {
      const auto kind = next_key(reader);
      if (kind && (*kind == "conda" || *kind == "tar.bz2")) {
        read_packages(reader, *kind, "." + std::string(*kind), RecordRevision::third);
      } else if (kind) {
        reader.skip();
      }
    }
  }

  void read_removed(MsgpackReader& reader) {
    const auto files = reader.try_array();
    if (!files) {
      reader.skip();
      return;
    }
    for (std::size_t i = 0; i < *files; ++i) {
      if (const auto file = reader.try_text()) {
        m_writer.add_removed(*file);
      } else {
        reader.skip();
      }
    }
  }

  void read_record(MsgpackReader& reader) {
    const auto members = reader.try_map();
    if (!members) {
      reader.skip();
      throw BadRecord{"it is no object"};
    }
    m_builder.begin();
    for (std::size_t i = 0; i < *members; ++i) {
      const auto key = next_key(reader);
      if (!key) {
        continue;
      }
      const RecordField field = find_record_field(*key);
      if (field == RecordField::unknown || reader.peek() == MsgpackReader::Type::nil ||
          !read_field(reader, field)) {
        reader.skip();
      }
    }
  }

  // Whether the value was read; else it is still to come.
  bool read_field(MsgpackReader& reader, RecordField field) {
    switch (kind_of(field)) {
    case FieldKind::text:
      if (const auto text = reader.try_text()) {
        m_builder.set_text(field, *text);
        return true;
      }
      break;
    case FieldKind::list:
      return read_list(reader, field);
    case FieldKind::number:
      if (const auto number = reader.try_unsigned()) {
        m_builder.set_number(field, *number);
        return true;
      }
      break;
    case FieldKind::timestamp:
      if (const auto timestamp = reader.try_number()) {
        m_builder.set_timestamp(field, *timestamp);
        return true;
      }
      break;
    case FieldKind::hash:
      if (const auto bytes = reader.try_binary()) {
        m_builder.set_hash_bytes(field, *bytes);
        return true;
      }
      if (const auto text = reader.try_text()) {
        m_builder.set_hash(field, *text);
        return true;
      }
      break;
    case FieldKind::noarch:
      return read_noarch(reader);
    case FieldKind::unknown:
      break;
    }
    m_builder.set_wrong(field);
    return false;
  }

  bool read_list(MsgpackReader& reader, RecordField field) {
    const auto items = reader.try_array();
    if (!items) {
      if (field == RecordField::track_features) {
        if (const auto words = reader.try_text()) {
          m_builder.set_words(field, *words);
          return true;
        }
      }
      m_builder.set_wrong(field);
      return false;
    }
    m_builder.begin_list(field);
    for (std::size_t i = 0; i < *items; ++i) {
      if (const auto text = reader.try_text()) {
        m_builder.add_item(*text);
      } else {
        m_builder.set_wrong(field);
        reader.skip();
      }
    }
    m_builder.end_list();
    return true;
  }

  bool read_noarch(MsgpackReader& reader) {
    if (const auto text = reader.try_text()) {
      m_builder.set_noarch(*text);
      return true;
    }
    const auto flag = reader.try_boolean();
    if (flag && *flag) {
      m_builder.set_noarch_flag();
    }
    return flag.has_value();
  }

  std::string_view m_name;
  std::string_view m_file;
  IndexWriter& m_writer;
  RecordBuilder& m_builder;
  std::string m_file_name;
};

} // namespace

ShardIndex parse_shard_index(std::string_view msgpack) {
  MsgpackReader reader(msgpack);
  ShardIndex index;
  std::optional<std::uint64_t> version;
  bool has_shards = false;
  const std::size_t pairs = get_map(reader, "the list");
  for (std::size_t i = 0; i < pairs; ++i) {
    const auto key = next_key(reader);
    if (!key) {
      continue;
    }
    if (*key == "version") {
      version = reader.try_unsigned();
      if (!version || *version != 1) {
        throw Error(
            ErrorKind::refused,
            version ? fmt::format("its format is of version {}, and version 1 is known", *version)
                    : "its format is of no known version");
      }
    } else if (*key == "info") {
      read_info(reader, index);
    } else if (*key == "shards") {
      read_hashes(reader, index);
      has_shards = true;
    } else {
      reader.skip();
    }
  }
  reader.expect_end();
  if (!version || !has_shards) {
    throw not_as_expected(fmt::format("it has no `{}`", version ? "shards" : "version"));
  }
  sort_shards(index.shards);
  return index;
}

void read_shard(std::string_view msgpack,
                std::string_view name,
                std::string_view file,
                IndexWriter& writer,
                RecordBuilder& builder) {
  MsgpackReader reader(msgpack);
  ShardReader(name, file, writer, builder).read(reader);
}

} // namespace etalon
