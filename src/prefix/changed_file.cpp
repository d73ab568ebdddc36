#include "changed_file.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <sys/stat.h>

#include <cerrno>
#include <optional>

namespace etalon {
namespace {

std::int64_t nanoseconds(const struct timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

std::optional<std::uint64_t> linked_size(const LinkedFile& linked) {
  if (linked.recorded != nullptr) {
    return linked.recorded->size;
  }
  const PathEntry& entry = linked.entry;
  const bool keeps_size = entry.prefix_placeholder.empty() || entry.file_mode == FileMode::binary;
  const bool is_known = keeps_size && (entry.size != 0 || !entry.sha256.empty());
  return is_known && entry.type == PathType::hardlink ? std::optional(entry.size) : std::nullopt;
}

// Without a record of each file: hard links are older than the package's record, and what linking
// wrote was written before it.
bool looks_untouched(std::int64_t time, const LinkedFile& linked) {
  return linked.recorded != nullptr ? time == linked.recorded->modification_time_ns
                                    : time <= linked.linked_before_ns;
}

std::string linked_hash(const PathEntry& entry) {
  if (!entry.sha256_in_prefix.empty()) {
    return entry.sha256_in_prefix;
  }
  return entry.prefix_placeholder.empty() ? entry.sha256 : "";
}

} // namespace

bool is_changed_file(const std::string& file, const LinkedFile& linked) {
  struct stat status {};

  if (::lstat(file.c_str(), &status) != 0) {
    throw system_error("read", file, errno);
  }
  const std::optional<std::uint64_t> size = linked_size(linked);
  if (size && *size != static_cast<std::uint64_t>(status.st_size)) {
    return true;
  }
  return !looks_untouched(nanoseconds(status.st_mtim), linked) &&
         sha256_file(file) != linked_hash(linked.entry);
}

} // namespace etalon
