#pragma once

#include <etalon/model/package_record.hpp>
#include <etalon/repodata/name_records.hpp>
#include <etalon/repodata/record_view.hpp>
#include <etalon/util/file_system.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

class IndexMapping;
class RecordIndex;

// Where an index gets what its file lacks. Each returns the index to go on with.
struct IndexSupply {
  // With the records of these names: their shards were not fetched yet.
  std::function<RecordIndex(const std::vector<std::string>& names)> load;
  // From its source: the file turned out to be damaged.
  std::function<RecordIndex()> rebuild;
};

// The records of one subdir by package name, in a read-only mapped file: opening costs no more for
// a large channel than for a small one, and a solve touches only the pages of the names it asks
// for. Of a sharded subdir (CEP 16) it has all names, but only the records of those whose shards
// were fetched; what is asked for beyond them comes through the supply. The file's layout stands
// in src/repodata/index_layout.hpp. Threads may share one only where it has no supply.
class RecordIndex {
public:
  // nullopt where the file is absent, of another format version, or damaged in what opening checks
  // (header and section sizes). Records are checked block by block when they are first asked for.
  static std::optional<RecordIndex> open(const std::filesystem::path& path);

  RecordIndex(RecordIndex&&) noexcept;
  RecordIndex& operator=(RecordIndex&&) noexcept;
  ~RecordIndex();

  [[nodiscard]] std::string channel() const; // as Channel::to_string()
  [[nodiscard]] std::string subdir() const;
  // The URL that packages are served under, without trailing '/' (CEP 15).
  [[nodiscard]] std::string base_url() const;
  // Tells one content of the subdir from another; 16 hexadecimal digits.
  [[nodiscard]] std::string content_id() const;
  [[nodiscard]] bool is_sharded() const;
  [[nodiscard]] std::size_t record_count() const;
  [[nodiscard]] std::size_t skipped_count() const; // records of the source that could not be read

  // Whether records(name) has no need of the supply.
  [[nodiscard]] bool is_loaded(std::string_view name) const;
  void set_supply(IndexSupply supply);
  // Gets what is missing of these names, all at once. Error{network} where there is no supply.
  void load(const std::vector<std::string>& names) const;
  // Makes the index again where a block of it is damaged and a supply is there; whether it did.
  // Views from before stay what they are.
  [[nodiscard]] bool repair() const;

  [[nodiscard]] std::vector<std::string> names() const; // all, sorted
  [[nodiscard]] bool has_name(std::string_view name) const;
  // Read in place; empty where there is no such name. Loads what is missing. Error{corrupt} for a
  // damaged block, here and above, where there is no supply; what is returned throws it wherever it
  // meets one: repair() and ask again.
  [[nodiscard]] NameRecords find(std::string_view name) const;
  // All of them, in the same order.
  [[nodiscard]] std::vector<RecordView> views(std::string_view name) const;
  // Decoded on demand; as views().
  [[nodiscard]] std::vector<RepoDataRecord> records(std::string_view name) const;

private:
  explicit RecordIndex(std::unique_ptr<IndexMapping> mapping);

  template <typename Read>
  auto reading(Read&& read) const;

  void replace(RecordIndex other) const;

  mutable std::unique_ptr<IndexMapping> m_mapping; // another one after load() or a rebuild
  mutable std::vector<std::unique_ptr<IndexMapping>> m_former; // which views still read
  IndexSupply m_supply;
};

// Where a repodata.json came from; goes into every record.
struct IndexSource {
  std::string channel;    // Channel::to_string()
  std::string subdir_url; // without credentials and trailing '/'
  std::string subdir;     // for records that name none
  std::string file;       // what is named in errors: a URL fit to be shown, or a path
};

// Reads `repodata_json` (CEP 36, `info.base_url` of CEP 15, the `v3` records of CEP 48 that are
// conda packages) in one pass and writes the index atomically. A record that cannot be read, or is
// larger than 16 MiB, is skipped, one of a file that was `removed` left out. Of the same build as
// .conda and .tar.bz2 the .conda is kept, of the same file in two revisions the later. Throws
// Error{corrupt} naming the source and the byte where the text is no JSON, Error{refused} for a
// repodata_version above 2. Of members that are not read (`signatures`, wheels) only brackets and
// strings are looked at. Needs simdjson: cold path.
void build_record_index(FileSystem& files,
                        std::string_view repodata_json,
                        const IndexSource& source,
                        const std::filesystem::path& out);

} // namespace etalon
