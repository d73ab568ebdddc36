#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon::conformance {

// A line of a table by its columns' names; a column that is not there is empty.
class Row {
public:
  explicit Row(std::map<std::string, std::string> cells) : m_cells(std::move(cells)) {}

  [[nodiscard]] std::string operator[](const std::string& column) const {
    const auto found = m_cells.find(column);
    return found == m_cells.end() ? std::string() : found->second;
  }

private:
  std::map<std::string, std::string> m_cells;
};

// Tab-separated, with a line of columns' names first.
std::vector<Row> load_rows(const std::filesystem::path& file);

} // namespace etalon::conformance
