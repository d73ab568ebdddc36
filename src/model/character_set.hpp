#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace etalon {

// Some ASCII characters. Specs are so short that the library's find_first_of(), a call for each
// character, takes most of the time of parsing them.
class CharacterSet {
public:
  constexpr explicit CharacterSet(std::string_view members) {
    for (const char c : members) {
      m_has[static_cast<unsigned char>(c)] = true;
    }
  }

  [[nodiscard]] constexpr bool has(char c) const { return m_has[static_cast<unsigned char>(c)]; }

  // As string_view::find_first_of() and find_last_of().
  [[nodiscard]] constexpr std::size_t first_in(std::string_view text, std::size_t from = 0) const {
    while (from < text.size() && !has(text[from])) {
      ++from;
    }
    return from < text.size() ? from : std::string_view::npos;
  }

  [[nodiscard]] constexpr std::size_t last_in(std::string_view text) const {
    std::size_t end = text.size();
    while (end > 0 && !has(text[end - 1])) {
      --end;
    }
    return end - 1; // 0 - 1 is npos
  }

private:
  std::array<bool, 256> m_has{};
};

} // namespace etalon
