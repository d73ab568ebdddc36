#pragma once

#include <etalon/model/package_record.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

enum class PathType {
  hardlink,
  softlink,
  directory,
  // Of prefix records only, made while linking:
  pyc_file,
  unix_python_entry_point,
};
enum class FileMode { text, binary };

// One path of a package (info/paths.json, CEP 34) or of a prefix record's paths_data.
struct PathEntry {
  std::string path; // relative to the prefix, '/'-separated
  PathType type = PathType::hardlink;
  std::string sha256; // of the package's file; empty where unknown
  std::uint64_t size = 0;
  std::string prefix_placeholder; // empty where the file holds none
  FileMode file_mode = FileMode::binary;
  bool no_link = false;
  // Of prefix records only.
  std::string sha256_in_prefix;
  std::string original_path; // in the package, where noarch linking moved it
};

// info/paths.json.
struct PathsJson {
  std::vector<PathEntry> paths;

  // Throws Error{corrupt} naming the entry; paths that would leave the prefix (absolute, "..",
  // empty, control characters) are refused here.
  static PathsJson parse(std::string_view json);
  [[nodiscard]] std::string to_json() const; // sorted by path, 2 blanks of indentation
};

// info/link.json: how a noarch package is linked.
struct LinkJson {
  NoArch noarch = NoArch::none;
  std::vector<std::string> entry_points; // "command = module:function"

  static LinkJson parse(std::string_view json);
  [[nodiscard]] std::string to_json() const;
};

// How a package's files came into the prefix; conda's numbers.
enum class LinkType { hardlink = 1, softlink = 2, copy = 3, directory = 4 };

// One conda-meta/NAME-VERSION-BUILD.json (CEP 32).
struct PrefixRecord {
  RepoDataRecord repodata;
  std::string extracted_package_dir;
  std::string package_tarball_full_path;
  std::vector<std::string> files;
  std::vector<PathEntry> paths;
  LinkType link_type = LinkType::hardlink;
  std::string link_source;
  std::vector<std::string> requested_specs;

  // Throws Error{corrupt}. Reads conda's, mamba's and pixi's files as well.
  static PrefixRecord parse(std::string_view json);
  [[nodiscard]] std::string to_json() const;
};

} // namespace etalon
