#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

enum class Align { left, right };

// Columns padded with two blanks between them; no trailing blanks. The first row is the heading.
// Cells are UTF-8 of one-column characters.
class TextTable {
public:
  explicit TextTable(std::vector<Align> columns) : m_columns(std::move(columns)) {}

  // As many cells as columns.
  void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }

  // Every line starts with `indent` and ends with a newline. Where that is wider than `width`, the
  // widest columns give way, down to their headings; `~` ends what was cut.
  [[nodiscard]] std::string render(const std::string& indent = "",
                                   std::size_t width = k_any_width) const;

private:
  static constexpr std::size_t k_any_width = std::numeric_limits<std::size_t>::max();

  [[nodiscard]] std::vector<std::size_t> column_widths(std::size_t room) const;

  std::vector<Align> m_columns;
  std::vector<std::vector<std::string>> m_rows;
};

} // namespace etalon
