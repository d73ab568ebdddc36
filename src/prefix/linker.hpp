#pragma once

#include "file_sharing.hpp"

#include <etalon/prefix/transaction.hpp>
#include <etalon/util/file_system.hpp>

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace etalon {

// How a planned path came out.
struct PlacedPath {
  bool is_absent = false; // byte code that could not be made
  SharedBy shared_by = SharedBy::copy;
  std::uint64_t size = 0;
  std::int64_t modification_time_ns = 0;
  std::string sha256_in_prefix; // where linking changed the bytes or made the file
};

// In the order of a PlannedPackage's paths.
using PlacedPaths = std::vector<PlacedPath>;

// Puts the files of a transaction below a directory without files: a new prefix, or the place from
// which they are moved into one that is changed.
class Linker {
public:
  // All must outlive the linker. `root` is where files are put; what is written into them says the
  // prefix.
  Linker(FileSystem& files,
         const Transaction& transaction,
         const ExecuteOptions& options,
         const std::filesystem::path& root);

  void make_directories();
  // Everything but byte code, by several threads.
  void link();
  // Byte code, in the prefix itself: needs what link() made to be there.
  void compile();

  // For each package of the transaction.
  [[nodiscard]] const std::vector<PlacedPaths>& placed() const { return m_placed; }

private:
  struct Chunk {
    std::size_t package;
    std::size_t begin;
    std::size_t end;
  };

  [[nodiscard]] std::vector<Chunk> chunks() const;
  void link_chunk(const Chunk& chunk);
  void link_path(std::size_t package, const PlannedPath& planned, PlacedPath& placed);
  void write_replaced(const PlannedPath& planned, const std::string& from, PlacedPath& placed);
  void write_made(const PlannedPath& planned, std::string_view bytes, PlacedPath& placed);
  void look_at_byte_code();
  void report(ProgressEvent::Stage stage, ProgressEvent::State state, std::uint64_t done) const;
  [[nodiscard]] std::string in_root(std::string_view path) const;
  [[nodiscard]] std::string in_prefix(std::string_view path) const;

  FileSystem& m_files;
  const Transaction& m_transaction;
  const ExecuteOptions& m_options;
  std::string m_prefix;
  std::string m_root;
  std::map<dev_t, FileSharing> m_sharing; // by the device of the source
  std::vector<FileSharing*> m_sharing_of; // for each package
  std::vector<PlacedPaths> m_placed;
  std::uint64_t m_total = 0;
  std::atomic<std::uint64_t> m_done{0};
  std::vector<const PlannedPath*> m_to_compile;
};

} // namespace etalon
