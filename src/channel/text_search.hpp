#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace etalon {

// Looks for a text and for NUL bytes in bytes that come in pieces; finds what lies across the
// border of two.
class TextSearch {
public:
  // An empty `text` is never found.
  explicit TextSearch(std::string_view text) : m_text(text) {}

  void update(std::string_view piece);

  [[nodiscard]] bool found() const { return m_found; }

  [[nodiscard]] bool has_nul() const { return m_has_nul; }

private:
  std::string m_text;
  std::string m_tail; // the last text.size() - 1 bytes before the next piece
  bool m_found = false;
  bool m_has_nul = false;
};

} // namespace etalon
