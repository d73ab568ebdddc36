#pragma once

#include <etalon/model/package_record.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// What an environment was made of at one time: enough to make it again, from a package cache or
// from where the packages came from.
struct GenerationPackage {
  RepoDataRecord record; // with URL and hashes
  std::vector<std::string> requested_specs;
};

struct Generation {
  std::vector<GenerationPackage> packages; // by name
  std::vector<std::string> requested_specs;
  std::vector<std::string> channels;
  std::map<std::string, std::string> variables;

  // One JSON object: `version` 1, `requested_specs`, `channels`, `variables`, `packages`, each
  // record as in a cache's repodata_record.json, one a line.
  [[nodiscard]] std::string to_string() const;
  // Throws Error{corrupt}.
  static Generation parse(std::string_view text);
};

// The revision of history that made it: conda-meta/etalon-generations/NUMBER, counted from 0.
std::filesystem::path generation_file(const std::filesystem::path& prefix, std::size_t number);

// nullopt where it was not kept: the revision was made by another program.
std::optional<Generation> find_generation(const std::filesystem::path& prefix, std::size_t number);

} // namespace etalon
