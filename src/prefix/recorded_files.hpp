#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace etalon {

// What a path of the prefix was like right after linking, so that a later look at size and
// modification time tells whether anybody wrote to it.
struct RecordedFile {
  std::string path; // relative to the prefix
  bool is_symlink = false;
  std::string symlink_target;
  std::uint64_t size = 0;
  std::int64_t modification_time_ns = 0;
};

// conda-meta/etalon-files: a line "etalon-files 1", then for each path in order of paths
// "f SIZE NANOSECONDS PATH" or "l TARGET PATH", the target percent-encoded. Written once by the
// create that made the environment; conda and mamba pay no heed to it.
std::string render_recorded_files(const std::vector<RecordedFile>& files);

using RecordedFiles = std::unordered_map<std::string, RecordedFile>;

// Empty where the text is of another version; lines that cannot be read are left out: verifying
// then relies on the records alone.
RecordedFiles parse_recorded_files(std::string_view text);
RecordedFiles load_recorded_files(const std::filesystem::path& prefix);

} // namespace etalon
