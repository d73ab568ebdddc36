#pragma once

#include "recorded_files.hpp"

#include <etalon/model/prefix_record.hpp>

#include <cstdint>
#include <string>

namespace etalon {

// What is known of a file that a package brought.
struct LinkedFile {
  const PathEntry& entry;
  const RecordedFile* recorded = nullptr; // null where linking did not record it
  std::int64_t linked_before_ns = 0;      // when its package's record was written
};

// Whether the regular file at `file` is not what its package brought. One whose size and time say
// that nobody wrote to it is not read; one of which nothing is known counts as changed.
bool is_changed_file(const std::string& file, const LinkedFile& linked);

} // namespace etalon
