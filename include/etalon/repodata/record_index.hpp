#pragma once

#include <etalon/model/package_record.hpp>
#include <etalon/repodata/record_view.hpp>
#include <etalon/util/file_system.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// The records of one subdir by package name, in a read-only mapped file: opening costs no more for
// a large channel than for a small one, and a solve touches only the pages of the names it asks
// for. The file's layout stands in src/repodata/index_layout.hpp.
class RecordIndex {
public:
  // nullopt where the file is absent, of another format version, or damaged in what opening checks
  // (header and section sizes). Records are checked block by block when they are first asked for.
  static std::optional<RecordIndex> open(const std::filesystem::path& path);

  RecordIndex(RecordIndex&&) noexcept;
  RecordIndex& operator=(RecordIndex&&) noexcept;
  ~RecordIndex();

  [[nodiscard]] const std::string& subdir() const;
  // The URL that packages are served under, without trailing '/' (CEP 15).
  [[nodiscard]] const std::string& base_url() const;
  // Tells one content from another; 16 hexadecimal digits.
  [[nodiscard]] std::string content_id() const;
  [[nodiscard]] std::size_t record_count() const;
  [[nodiscard]] std::size_t skipped_count() const; // records of the source that could not be read

  [[nodiscard]] std::vector<std::string> names() const; // all, sorted
  [[nodiscard]] bool has_name(std::string_view name) const;
  // Read in place, in the source's order; empty where there is no such name. Error{corrupt} for a
  // damaged block.
  [[nodiscard]] std::vector<RecordView> views(std::string_view name) const;
  // Decoded on demand, in the source's order; empty where there is no such name. Error{corrupt} for
  // a damaged block.
  [[nodiscard]] std::vector<RepoDataRecord> records(std::string_view name) const;

private:
  explicit RecordIndex(std::unique_ptr<IndexMapping> mapping);

  std::unique_ptr<IndexMapping> m_mapping;
};

// Where a repodata.json came from; goes into every record.
struct IndexSource {
  std::string channel;    // Channel::to_string()
  std::string subdir_url; // without credentials and trailing '/'
  std::string subdir;     // for records that name none
  std::string file;       // what is named in errors: a URL fit to be shown, or a path
};

// Reads `repodata_json` (moved in: the parser wants room behind it; CEP 36, `info.base_url` of CEP
// 15, the `v3` records of CEP 48 that are conda packages) in one pass and writes the index
// atomically. A record that cannot be read is skipped, one of a file that was `removed` left out.
// Of the same build as .conda and .tar.bz2 the .conda is kept, of the same file in two revisions
// the later. Throws Error{corrupt} naming the source and the place where the text is no JSON,
// Error{refused} for a repodata_version above 2. Needs simdjson: cold path.
void build_record_index(FileSystem& files,
                        std::string repodata_json,
                        const IndexSource& source,
                        const std::filesystem::path& out);

} // namespace etalon
