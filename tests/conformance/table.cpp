#include "table.hpp"

#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

namespace etalon::conformance {

std::vector<Row> load_rows(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  std::vector<Row> rows;
  std::vector<std::string> columns;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    const std::vector<std::string_view> cells = split(line, '\t');
    if (columns.empty()) {
      columns.assign(cells.begin(), cells.end());
      continue;
    }
    if (line.empty()) {
      continue;
    }
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < columns.size() && i < cells.size(); ++i) {
      row[columns[i]] = cells[i];
    }
    rows.emplace_back(std::move(row));
  }
  return rows;
}

} // namespace etalon::conformance
