#include "text_table.hpp"

#include <algorithm>
#include <numeric>

namespace etalon {

namespace {

constexpr std::size_t k_gap = 2;
constexpr std::size_t k_narrowest = 8; // of a column that gives way

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

// `text` in at most `width` columns.
std::string cut(const std::string& text, std::size_t width) {
  if (columns_of(text) <= width) {
    return text;
  }
  std::size_t columns = 0;
  std::size_t end = 0;
  while (end < text.size() && (!begins_character(text[end]) || ++columns < width)) {
    ++end;
  }
  return text.substr(0, end) + "~";
}

} // namespace

std::vector<std::size_t> TextTable::column_widths(std::size_t room) const {
  std::vector<std::size_t> widths(m_columns.size(), 0);
  for (const auto& row : m_rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(row[i]));
    }
  }
  const auto gaps = widths.empty() ? 0 : k_gap * (widths.size() - 1);
  auto total = std::accumulate(widths.begin(), widths.end(), gaps);
  while (total > room) {
    std::size_t widest = widths.size(); // of those that can give way
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const auto least = std::max(columns_of(m_rows.front()[i]), k_narrowest);
      if (widths[i] > least && (widest == widths.size() || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest == widths.size()) {
      break; // a wrapped line is better than a table of nothing
    }
    --widths[widest];
    --total;
  }
  return widths;
}

std::string TextTable::render(const std::string& indent, std::size_t width) const {
  const auto widths = column_widths(width - std::min(width, indent.size()));
  std::string text;
  for (const auto& row : m_rows) {
    auto line = indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto cell = cut(row[i], widths[i]);
      const std::string padding(widths[i] - columns_of(cell), ' ');
      line += i == 0 ? "" : std::string(k_gap, ' ');
      line += m_columns[i] == Align::left ? cell + padding : padding + cell;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

} // namespace etalon
