#pragma once

#include <etalon/archive/package_reader.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace etalon {

// Decides from names alone whether a member may be unpacked, before anything is written. Knows
// nothing of the disk: DirectoryWriter is the second wall behind it.
class MemberGuard {
public:
  enum class Kind { file, directory, symlink };
  enum class Verdict { create, exists_already }; // the latter for directories only

  // `archive_bytes` is what the ratio of the limits counts against.
  MemberGuard(const ExtractionLimits& limits, std::uint64_t archive_bytes);

  // The member's path as it is to be made: no "./" in front, no "/" at the end; empty for the root.
  // Throws Error{refused} with the reason.
  [[nodiscard]] std::string clean_path(std::string_view written) const;

  // The target of the symbolic link at `path`: any text but an empty one or one with control
  // characters. Throws Error{refused}.
  [[nodiscard]] std::string clean_target(std::string_view written, std::string_view path) const;

  // Records the member. Throws Error{refused} where it clashes with what came before or where there
  // are too many.
  Verdict admit(const std::string& path, Kind kind);

  // Throws Error{refused} where a hard link at `path` to `target` (clean paths) would not lead to a
  // file of this archive.
  void check_hard_link(const std::string& path, const std::string& target) const;

  // Counts unpacked bytes. Throws Error{refused} beyond the limits.
  void count_bytes(std::uint64_t bytes);

  [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }

  [[nodiscard]] std::uint64_t entries() const { return m_entries; }

private:
  void admit_parents(const std::string& path);

  ExtractionLimits m_limits;
  std::uint64_t m_max_bytes; // the smaller of the total and the ratio's
  std::uint64_t m_bytes = 0;
  std::uint64_t m_entries = 0;
  std::unordered_map<std::string, Kind> m_kinds;
};

} // namespace etalon
