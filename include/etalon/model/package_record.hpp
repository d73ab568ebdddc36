#pragma once

#include <etalon/model/version.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

enum class NoArch { none, generic, python };

// An entry of repodata.json or an info/index.json (CEP 34, CEP 36).
struct PackageRecord {
  std::string name;
  Version version;
  std::string build;
  std::uint64_t build_number = 0;
  std::string subdir;
  std::vector<std::string> depends;
  std::vector<std::string> constrains;
  NoArch noarch = NoArch::none;
  std::vector<std::string> track_features;
  std::string features;
  std::string md5;    // hexadecimal, empty where unknown
  std::string sha256; // hexadecimal, empty where unknown
  std::uint64_t size = 0;
  std::uint64_t timestamp = 0; // milliseconds since the epoch, 0 where unknown
  // When the channel had it first, likewise (CEP 47): a build may be published long after it was
  // made.
  std::uint64_t indexed_timestamp = 0;
  std::string license;
  std::string license_family;
  std::string arch;
  std::string platform;
  std::string python_site_packages_path; // CEP 17; of `python` records only, else empty

  // When it was there to be installed: indexed_timestamp, else timestamp.
  [[nodiscard]] std::uint64_t published_at() const {
    return indexed_timestamp != 0 ? indexed_timestamp : timestamp;
  }

  // "name-version-build", the stem of file names.
  [[nodiscard]] std::string dist_name() const;
};

// A package record with where it is served.
struct RepoDataRecord {
  PackageRecord package;
  std::string file_name; // "numpy-1.26.0-py311_0.conda"
  std::string url;       // without credentials
  std::string channel;   // canonical name or URL, see Channel::to_string()
};

// JSON as in info/index.json and in repodata entries; unknown keys are ignored, absent ones get
// their defaults. `subdir` is used where the text has none. Throws Error{corrupt} naming the key.
PackageRecord parse_package_record(std::string_view json, std::string_view subdir = "");

// An info/index.json: keys sorted, two blanks of indentation, a final newline.
std::string to_index_json(const PackageRecord& record);

// A cache's info/repodata_record.json: the record with fn, url and channel.
std::string to_repodata_record_json(const RepoDataRecord& record);
RepoDataRecord parse_repodata_record(std::string_view json);

} // namespace etalon
