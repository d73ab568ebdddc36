#pragma once

#include <string>
#include <vector>

namespace etalon {

enum class Align { left, right };

// Columns padded with two blanks between them; no trailing blanks. The first row is the heading.
class TextTable {
public:
  explicit TextTable(std::vector<Align> columns) : m_columns(std::move(columns)) {}

  // As many cells as columns.
  void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }

  // Every line starts with `indent` and ends with a newline.
  [[nodiscard]] std::string render(const std::string& indent = "") const;

private:
  std::vector<Align> m_columns;
  std::vector<std::vector<std::string>> m_rows;
};

} // namespace etalon
