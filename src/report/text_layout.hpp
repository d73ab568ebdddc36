#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Columns that a terminal needs for UTF-8 text of one-column characters.
std::size_t display_width(std::string_view text);

enum class Align { left, right };

// Rows of cells; each column is as wide as its widest cell, two blanks apart, without blanks at the
// ends of lines.
class TextLayout {
public:
  explicit TextLayout(std::vector<Align> columns) : m_columns(std::move(columns)) {}

  // Missing cells at the end are empty.
  void add_row(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }

  [[nodiscard]] std::vector<std::string> lines() const;

private:
  std::vector<Align> m_columns;
  std::vector<std::vector<std::string>> m_rows;
};

// `text` broken between words so that lines are at most `width` columns where words allow it; the
// first begins with `first`, the others with as many blanks.
std::string wrap_text(std::string_view text, std::string_view first, std::size_t width);

// 0.0123 -> "12.3 ms"; three significant digits.
std::string format_seconds(double seconds);

// 1234.5 -> "1235", 12.345 -> "12.35", 0.12345 -> "0.1235": four significant digits or all whole
// ones.
std::string format_rate(double rate);

// 0.0123 -> "1.2 %".
std::string format_percent(double share);

} // namespace etalon
