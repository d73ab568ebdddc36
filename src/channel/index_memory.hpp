#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace etalon {

// What was read out of a subdir's archives last time, so that only new ones are opened: a file
// `.etalon-index.json` beside them.
class IndexMemory {
public:
  struct File { // NOLINT(bugprone-exception-escape): moving JSON does not throw
    std::uint64_t size = 0;
    std::int64_t mtime_ns = 0;
    nlohmann::json entry; // of repodata.json
  };

  // Empty where the file is absent, of another version or damaged: it is only a memory.
  static IndexMemory load(const std::filesystem::path& path);
  // Size and time of an archive, without an entry.
  static File stat(const std::filesystem::path& archive);

  // The entry of `name`, unless the file has changed since; nullptr where unknown.
  [[nodiscard]] const nlohmann::json* find(const std::string& name, const File& now) const;
  void add(const std::string& name, const File& file);
  [[nodiscard]] std::string to_json() const;

private:
  std::map<std::string, File> m_files;
};

} // namespace etalon
