#include <etalon/model/exclude_newer.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <array>
#include <optional>

namespace etalon {

namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr std::uint64_t k_most_digits = 9; // more would not be a count of anything here

// Reads from the front of a text.
class Scanner {
public:
  explicit Scanner(std::string_view text) : m_rest(text) {}

  [[nodiscard]] bool is_at_end() const { return m_rest.empty(); }

  bool take(char wanted) {
    if (m_rest.empty() || m_rest.front() != wanted) {
      return false;
    }
    m_rest.remove_prefix(1);
    return true;
  }

  // A number of exactly `digits` digits; of any count where that is 0.
  std::optional<std::uint64_t> number(std::size_t digits) {
    std::size_t count = 0;
    std::uint64_t value = 0;
    while (count < m_rest.size() && m_rest[count] >= '0' && m_rest[count] <= '9' &&
           count < (digits == 0 ? k_most_digits : digits)) {
      value = value * 10 + static_cast<std::uint64_t>(m_rest[count++] - '0');
    }
    if (count == 0 || (digits != 0 && count != digits)) {
      return std::nullopt;
    }
    m_rest.remove_prefix(count);
    return value;
  }

  std::string_view letters() {
    std::size_t count = 0;
    while (count < m_rest.size() && m_rest[count] >= 'a' && m_rest[count] <= 'z') {
      ++count;
    }
    const std::string_view word = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return word;
  }

  void skip_blanks() {
    while (take(' ')) {
    }
  }

private:
  std::string_view m_rest;
};

std::optional<Milliseconds> read_date(Scanner& scanner) {
  const auto year = scanner.number(4);
  const bool has_month = year && scanner.take('-');
  const auto month = has_month ? scanner.number(2) : std::nullopt;
  const bool has_day = month && scanner.take('-');
  const auto day = has_day ? scanner.number(2) : std::nullopt;
  if (!day) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date).time_since_epoch();
}

std::optional<Milliseconds> read_fraction(Scanner& scanner) {
  Milliseconds fraction{0};
  if (!scanner.take('.')) {
    return fraction;
  }
  int digits = 0;
  while (const auto digit = scanner.number(1)) {
    constexpr std::array<int, 3> weights = {100, 10, 1};
    if (digits < 3) {
      fraction += Milliseconds(static_cast<std::int64_t>(*digit) *
                               weights[static_cast<std::size_t>(digits)]);
    }
    ++digits;
  }
  return digits > 0 ? std::optional(fraction) : std::nullopt;
}

// "12:30", in minutes.
std::optional<std::chrono::minutes> read_clock(Scanner& scanner) {
  const auto hour = scanner.number(2);
  const bool has_minute = hour && scanner.take(':');
  const auto minute = has_minute ? scanner.number(2) : std::nullopt;
  if (!minute || *hour > 23 || *minute > 59) {
    return std::nullopt;
  }
  return std::chrono::minutes(static_cast<std::int64_t>(*hour * 60 + *minute));
}

// "Z" or "+02:00", as what is to be taken off.
std::optional<Milliseconds> read_offset(Scanner& scanner) {
  if (scanner.take('Z') || scanner.take('z')) {
    return Milliseconds{0};
  }
  const bool is_east = scanner.take('+');
  if (!is_east && !scanner.take('-')) {
    return std::nullopt;
  }
  const auto offset = read_clock(scanner);
  if (!offset) {
    return std::nullopt;
  }
  return is_east ? *offset : -*offset;
}

std::optional<Milliseconds> read_time(Scanner& scanner) {
  const auto clock = read_clock(scanner);
  const bool has_seconds = clock && scanner.take(':');
  const auto seconds = has_seconds ? scanner.number(2) : std::nullopt;
  if (!seconds || *seconds > 60) { // 60: a leap second
    return std::nullopt;
  }
  const auto fraction = read_fraction(scanner);
  const auto offset = fraction ? read_offset(scanner) : std::nullopt;
  if (!offset) {
    return std::nullopt;
  }
  return *clock + std::chrono::seconds(static_cast<std::int64_t>(*seconds)) + *fraction - *offset;
}

std::optional<Milliseconds> read_point(std::string_view text) {
  Scanner scanner(text);
  const auto date = read_date(scanner);
  if (!date) {
    return std::nullopt;
  }
  if (scanner.is_at_end()) {
    return *date + std::chrono::hours(24) - Milliseconds{1};
  }
  if (!scanner.take('T') && !scanner.take('t') && !scanner.take(' ')) {
    return std::nullopt;
  }
  const auto time = read_time(scanner);
  return time && scanner.is_at_end() ? std::optional(*date + *time) : std::nullopt;
}

std::optional<Milliseconds> unit_of(std::string_view word) {
  struct Unit {
    std::string_view letter;
    std::string_view name;
    Milliseconds length;
  };

  static constexpr std::array<Unit, 5> units = {{{"s", "second", std::chrono::seconds(1)},
                                                 {"m", "minute", std::chrono::minutes(1)},
                                                 {"h", "hour", std::chrono::hours(1)},
                                                 {"d", "day", std::chrono::hours(24)},
                                                 {"w", "week", std::chrono::hours(24 * 7)}}};
  std::string_view singular = word;
  if (word.size() > 1 && word.ends_with('s')) {
    singular.remove_suffix(1);
  }
  for (const Unit& unit : units) {
    if (word == unit.letter || singular == unit.name || (unit.letter == "m" && singular == "min") ||
        (unit.letter == "s" && singular == "sec")) {
      return unit.length;
    }
  }
  return std::nullopt;
}

// In `P1DT2M` the M behind the T is minutes; in front of it it would be months.
std::optional<Milliseconds> read_length(std::string_view text) {
  const std::string lower = to_lower(text);
  Scanner scanner(lower);
  const bool is_iso = scanner.take('p');
  bool is_behind_t = !is_iso;
  Milliseconds length{0};
  bool has_part = false;
  while (!scanner.is_at_end()) {
    if (is_iso && !is_behind_t && scanner.take('t')) {
      is_behind_t = true;
      has_part = false;
      continue;
    }
    const auto count = scanner.number(0);
    if (!is_iso) {
      scanner.skip_blanks();
    }
    const auto word = scanner.letters();
    // "p1dt2h": the T belongs to what follows.
    const bool joins_t = is_iso && !is_behind_t && word.size() == 2 && word[1] == 't';
    const auto unit = count ? unit_of(joins_t ? word.substr(0, 1) : word) : std::nullopt;
    const bool is_month = is_iso && !is_behind_t && word.substr(0, 1) == "m";
    if (!unit || is_month || (is_iso && word.size() > 1 && !joins_t)) {
      return std::nullopt;
    }
    length += *unit * static_cast<std::int64_t>(*count);
    has_part = !joins_t;
    is_behind_t = is_behind_t || joins_t;
    scanner.skip_blanks();
  }
  return has_part ? std::optional(length) : std::nullopt;
}

} // namespace

ExcludeNewer ExcludeNewer::parse(std::string_view text, std::chrono::system_clock::time_point now) {
  const std::string_view trimmed = trim(text);
  auto point = read_point(trimmed);
  if (!point) {
    if (const auto length = read_length(trimmed)) {
      point = std::chrono::duration_cast<Milliseconds>(now.time_since_epoch()) - *length;
    }
  }
  if (!point || point->count() < 0) {
    throw Error(ErrorKind::usage,
                fmt::format("`{}` is no date", text),
                {"write a date (`2024-05-01`), a time (`2024-05-01T12:00:00Z`) or how long ago "
                 "(`7d`, `36h`, `2 weeks`)"});
  }
  return {static_cast<std::uint64_t>(point->count()), std::string(trimmed), {}};
}

std::string ExcludeNewer::describe() const {
  return origin.empty() ? fmt::format("`--exclude-newer {}`", written)
                        : fmt::format("`exclude_newer: {}` ({})", written, origin);
}

} // namespace etalon
