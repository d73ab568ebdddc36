#include "text_layout.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

std::string three_digits(double value) {
  if (value >= 100) {
    return fmt::format("{:.0f}", value);
  }
  return value >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

} // namespace

std::size_t display_width(std::string_view text) {
  // Continuation bytes of UTF-8 (10xxxxxx) take no column of their own.
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::vector<std::string> TextLayout::lines() const {
  std::vector<std::size_t> widths(m_columns.size(), 0);
  for (const std::vector<std::string>& row : m_rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::vector<std::string> lines;
  for (const std::vector<std::string>& row : m_rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - display_width(row[i]), ' ');
      line += i == 0 ? "" : "  ";
      line += m_columns[i] == Align::left ? row[i] + blanks : blanks + row[i];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string wrap_text(std::string_view text, std::string_view first, std::size_t width) {
  const std::size_t indent = display_width(first);
  std::string out(first);
  std::size_t column = indent;
  for (const std::string_view word : split_words(text)) {
    const std::size_t needed = display_width(word);
    const bool at_start = column == indent;
    if (!at_start && column + 1 + needed > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!at_start) {
      out += ' ';
      ++column;
    }
    out += word;
    column += needed;
  }
  return out + "\n";
}

std::string format_seconds(double seconds) {
  constexpr double milli = 1e-3;
  constexpr double micro = 1e-6;
  if (seconds >= 1) {
    return three_digits(seconds) + " s";
  }
  return seconds >= milli ? three_digits(seconds / milli) + " ms"
                          : three_digits(seconds / micro) + " µs";
}

std::string format_rate(double rate) {
  if (rate >= 1000) {
    return fmt::format("{:.0f}", rate);
  }
  if (rate >= 100) {
    return fmt::format("{:.1f}", rate);
  }
  return rate >= 10 ? fmt::format("{:.2f}", rate) : fmt::format("{:.4g}", rate);
}

std::string format_percent(double share) {
  constexpr double percent = 100;
  return fmt::format("{:.1f} %", share * percent);
}

} // namespace etalon
