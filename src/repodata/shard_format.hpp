#pragma once

#include "record_builder.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Where the records of a name are: a file called by the SHA-256 of its compressed bytes.
using ShardHash = std::array<std::uint8_t, 32>;

// The list of a subdir's shards (CEP 16: repodata_shards.msgpack.zst).
struct ShardIndex {
  struct Shard {
    std::string name;
    ShardHash hash;
  };

  std::string base_url; // as written: absolute, relative to the list, or empty
  std::string shards_base_url;
  std::vector<Shard> shards; // sorted by name, each name once
};

// Throws Error{corrupt} naming the byte where `msgpack` is damaged or no list of shards,
// Error{refused} where its version is not 1.
ShardIndex parse_shard_index(std::string_view msgpack);

// Adds the records of a shard (CEP 16) to the builder's writer. A record that cannot be read, or
// that is not of `name`, is skipped and counted; those of removed files are left out. `file` is
// named in the log. Throws Error{corrupt} naming the byte where `msgpack` is damaged or no shard.
void read_shard(std::string_view msgpack,
                std::string_view name,
                std::string_view file,
                IndexWriter& writer,
                RecordBuilder& builder);

} // namespace etalon
