#pragma once

#include <etalon/util/file_system.hpp>

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace etalon {

// Writes the records of a repodata.json in shards (CEP 16) into `directory`, the folder of a
// channel's subdir: shards/SHA256.msgpack.zst for each name, and repodata_shards.msgpack.zst, which
// lists them, last. Equal records give equal bytes, and files that are there already are not
// touched; shards that no list names any more stay, for clients that still have an older list.
// Returns the number of names. Error{corrupt} where the text is no repodata.json.
std::size_t write_shards(FileSystem& files,
                         const std::filesystem::path& directory,
                         std::string_view repodata_json);

} // namespace etalon
