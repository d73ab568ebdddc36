#pragma once

#include <etalon/util/error.hpp>

#include <repodata/shard_format.hpp>

#include <string>
#include <string_view>

// What must hold of any bytes that are given to the readers of lists of shards and of shards: they
// are refused with Error{corrupt} or {refused}, or read into names in order and records of the
// shard's name alone. Says what does not hold, or nothing.
inline std::string broken_shard_property(std::string_view bytes) {
  using namespace etalon;
  try {
    const ShardIndex list = parse_shard_index(bytes);
    for (std::size_t i = 1; i < list.shards.size(); ++i) {
      if (list.shards[i - 1].name >= list.shards[i].name) {
        return "names are out of order";
      }
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::refused) {
      return error.message();
    }
  }
  IndexWriter writer;
  RecordBuilder builder(writer, "linux-64");
  try {
    read_shard(bytes, "python", "shard", writer, builder);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt) {
      return error.message();
    }
  }
  for (const RecordEntry& record : writer.records) {
    if (writer.strings.at(record.name) != "python") {
      return "a record is of another name";
    }
  }
  return {};
}
