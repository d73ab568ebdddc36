#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace etalon {

// The date behind which packages count as not yet there, so that an answer of then can be had
// again.
struct ExcludeNewer {
  std::uint64_t last = 0;  // milliseconds since the epoch, as in records: newer ones are left out
  std::string written;     // for messages
  std::string origin = {}; // FILE:LINE or a variable's name; empty for the option --exclude-newer

  // "`--exclude-newer 7d`", "`exclude_newer: 7d` (FILE:LINE)".
  [[nodiscard]] std::string describe() const;

  // As pixi and uv write it: a date ("2024-05-01": the whole day in UTC still counts), a time
  // (RFC 3339, "2024-05-01T12:00:00+02:00"), or how long before `now`: "7d", "2 weeks", "1d12h",
  // and ISO 8601's "P7D", "PT36H". Months and years have no length of their own and are refused.
  // Throws Error{usage}.
  static ExcludeNewer parse(std::string_view text, std::chrono::system_clock::time_point now);
};

} // namespace etalon
